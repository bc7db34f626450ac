/**
 * Cuts the fonts of the paper anew. Needed only when the forms get words that the heavy font lacks (a test says so) or
 * when the typeface is to be newer. In an empty folder:
 *   npm install subset-font@2.9.0 @expo-google-fonts/noto-serif-sc@0.4.3
 *   node cut-fonts.mjs <this repository> <list of 通用规范汉字表, one U+XXXX a line: kTGH of Unihan 15>
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [repository, list] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));
const subset = require("subset-font");
const faceOf = (name) =>
  readFileSync(require.resolve(`@expo-google-fonts/noto-serif-sc/${name}/NotoSerifSC_${name}.ttf`));
const paper = join(repository, "src/paper");

const standard = readFileSync(list, "utf8")
  .trim()
  .split("\n")
  .map((line) => String.fromCodePoint(Number.parseInt(line.slice(2), 16)));

/** Every character of GB 2312, with its signs and letters. */
function gb2312() {
  const decoder = new TextDecoder("gb18030");
  const chars = [];
  for (let high = 0xa1; high < 0xf8; high++)
    for (let low = 0xa1; low < 0xff; low++) {
      const char = decoder.decode(Uint8Array.of(high, low));
      if (char.length === 1 && char !== "\ufffd" && !(char >= "\ue000" && char <= "\uf8ff")) chars.push(char);
    }
  return chars;
}

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const text = [...new Set([...standard, ...gb2312(), ...ascii, ..."·—…“”‘’㎡℃■□〓〇"])];

/** Unified ideographs with their extension A, less what the text font has. */
function rare() {
  const has = new Set(text);
  const chars = [];
  for (const [from, to] of [
    [0x3400, 0x4dbf],
    [0x4e00, 0x9fff],
    [0xf900, 0xfaff],
    [0x20000, 0x323af],
  ])
    for (let code = from; code <= to; code++) chars.push(String.fromCodePoint(code));
  return chars.filter((char) => !has.has(char));
}

/** What the forms print by themselves. */
const printed = readdirSync(paper, { recursive: true })
  .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
  .map((name) => readFileSync(join(paper, name), "utf8"))
  .join("");
const bold = [
  ...new Set([...printed.matchAll(/[\p{Script=Han}（）、，。：；“”]/gu)].map(([char]) => char).concat(ascii)),
];

async function cut(name, chars, face) {
  const font = await subset(faceOf(face), chars.join(""), { targetFormat: "truetype", noLayoutClosure: true });
  const packed = gzipSync(font, { level: 9 });
  // The time of packing would make every cut another file.
  packed.fill(0, 4, 8);
  writeFileSync(join(paper, "fonts", `${name}.ttf.gz`), packed);
  process.stdout.write(
    `${name}: ${chars.length} characters asked for, ${font.length} bytes, ${packed.length} packed\n`,
  );
}

await cut("text", text, "400Regular");
await cut("bold", bold, "700Bold");
await cut("rare", rare(), "400Regular");
