/**
 * The file a person hands over: a page any browser opens, with every unsent record in words and its photos in view.
 * The same records stand in it once more as JSON (`#zimajia-unsent`), each photo once, under its hash.
 */
import type { ExportedPhoto, UnsentExport } from "#storage/unsent-export";
import { exactTime } from "#ui/time";

export interface ExportedRecord {
  readonly title: string;
  /** When it was saved, ISO. */
  readonly at: string;
  /** Name and value, one a line. */
  readonly facts: readonly (readonly [string, string])[];
  /** Why the platform did not take it. */
  readonly reason?: string | undefined;
  readonly photoHashes: readonly string[];
}

export interface FileWords {
  readonly lang: string;
  readonly title: string;
  readonly lead: string;
  readonly otherPhotos: string;
  readonly photoMissing: (n: number) => string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);

/** JSON that cannot end its own script element. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

const STYLE = `body{margin:2rem auto;max-width:46rem;padding:0 1rem;font:18px/1.5 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1d1a22;background:#fff}
h1{font-size:1.4em}article{border-top:1px solid #bbb;padding:1rem 0;break-inside:avoid}h2{font-size:1.15em;margin:0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;margin:.5rem 0}dt{color:#5c5666}dd{margin:0}
.why{color:#8c1d18;font-weight:600}img{max-width:100%;max-height:30rem;margin:.5rem 0;display:block}img[hidden]{display:none}`;

/** It is opened from a folder, where nobody else sets a policy: pictures of its own and nothing that runs or asks. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const imageOf = ({ sha256, type, small, base64 }: ExportedPhoto): string =>
  `<img data-sha256="${escaped(sha256)}"${small ? ' hidden=""' : ""} alt="" src="data:${escaped(type)};base64,${base64}">`;

const articleOf = (record: ExportedRecord, images: readonly string[]): string => `<article>
<h2>${escaped(record.title)}</h2>
<p>${escaped(exactTime(record.at))}</p>
${record.reason === undefined ? "" : `<p class="why">${escaped(record.reason)}</p>`}
<dl>${record.facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("")}</dl>
${images.join("\n")}
</article>`;

/** HTML of the whole file in pieces, so that no one text of all photos is ever made. */
export function composeUnsentFile(
  content: UnsentExport,
  photos: readonly ExportedPhoto[],
  records: readonly ExportedRecord[],
  words: FileWords,
): string[] {
  const left = new Map(photos.map((photo) => [photo.sha256, photo]));
  const take = (sha256: string): string[] => {
    const photo = left.get(sha256);
    left.delete(sha256);
    return photo ? [imageOf(photo)] : [];
  };
  const articles = records.map((record) => articleOf(record, record.photoHashes.flatMap(take)));
  const others = [...left.values()].map(imageOf);
  const head = `<!doctype html><html lang="${words.lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width"><title>${escaped(words.title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(words.title)}</h1><p>${escaped(words.lead)}</p>`;
  const missing =
    content.missing.length > 0 ? `<p class="why">${escaped(words.photoMissing(content.missing.length))}</p>` : "";
  const rest = others.length > 0 ? [`<h2>${escaped(words.otherPhotos)}</h2>`, ...others] : [];
  return [
    head,
    missing,
    ...articles,
    ...rest,
    `<script type="application/json" id="zimajia-unsent">${scriptJson(content)}</script></body></html>`,
  ];
}
