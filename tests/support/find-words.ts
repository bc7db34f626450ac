/** Looks for words in bytes, in every writing a program may have given them. */

const utf16 = (text: string, bigEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
};

/** The part of the base64 text that does not depend on what stands before and after. */
function base64Middle(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const cut = Math.ceil((before * 8) / 6);
  return text.slice(cut + 1, text.length - 2);
}

/** By name, how a word may be written. */
function writingsOf(word: string): Map<string, Buffer> {
  const utf8 = Buffer.from(word);
  const escaped = [...word].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  const writings = new Map<string, Buffer>([
    ["utf-8", utf8],
    ["utf-16 le", utf16(word, false)],
    ["utf-16 be", utf16(word, true)],
    ["reversed", Buffer.from([...word].reverse().join(""))],
    ["json escapes", Buffer.from(escaped)],
    ["json escapes, large", Buffer.from(escaped.toUpperCase().replaceAll("\\U", "\\u"))],
    ["percent", Buffer.from(encodeURIComponent(word))],
    ["hex", Buffer.from(utf8.toString("hex"))],
    ["hex, large", Buffer.from(utf8.toString("hex").toUpperCase())],
    ["numbers", Buffer.from([...utf8].join(","))],
  ]);
  for (const source of ["utf-8", "utf-16 le"]) {
    for (const before of [0, 1, 2]) {
      const text = base64Middle(writings.get(source)!, before);
      writings.set(`base64 of ${source} +${before}`, Buffer.from(text));
      writings.set(`base64url of ${source} +${before}`, Buffer.from(text.replaceAll("+", "-").replaceAll("/", "_")));
    }
  }
  return writings;
}

/** "word: writing" for each one found; a word that is not found in plain text at all would prove nothing, see its test. */
export function findWords(haystack: Buffer, words: readonly string[]): string[] {
  return words.flatMap((word) =>
    [...writingsOf(word)].flatMap(([name, bytes]) => (haystack.includes(bytes) ? [`${word}: ${name}`] : [])),
  );
}

/** Everything a value of a structured clone holds, as bytes: texts, numbers, and binary parts as they are. */
export function bytesOf(value: unknown): Buffer {
  const parts: Buffer[] = [];
  const seen = new Set<unknown>();
  const add = (one: unknown): void => {
    if (typeof one === "string") parts.push(Buffer.from(`${one}\n`));
    else if (one instanceof ArrayBuffer) parts.push(Buffer.from(one));
    else if (ArrayBuffer.isView(one)) parts.push(Buffer.from(one.buffer, one.byteOffset, one.byteLength));
    else if (typeof one === "object" && one !== null && !seen.has(one)) {
      seen.add(one);
      for (const [name, inner] of one instanceof Map ? one : Object.entries(one)) {
        add(name);
        add(inner);
      }
    }
  };
  add(value);
  return Buffer.concat(parts);
}
