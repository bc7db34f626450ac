/** Safari reads the file some time after the click; taking the address away at once gives an empty file. */
const ADDRESS_LIFE_MS = 60_000;

export interface FileToSave {
  /** With its ending, such as 巡查记录.csv. */
  readonly name: string;
  readonly content: Blob | string;
  /** MIME type of a text; a Blob brings its own. */
  readonly type?: string;
}

/** Puts a file into the person's downloads; the browser may ask where. */
export function saveFile({ name, content, type = "text/plain;charset=utf-8" }: FileToSave): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIFE_MS);
}
