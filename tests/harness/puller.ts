/** What somebody knows who only ever pulls: rows and cursor together, or neither. */
import type { PullRow, PullTail } from "#protocol/pull";
import { PROTO, SCHEMA } from "#protocol/version";
import type { WirePhone } from "./wire-phone.ts";

export interface Puller {
  /** Revision by "scope type id". */
  readonly rows: Map<string, number>;
  cursor: PullTail["cursor"];
}

/** One page onto what is there already. True when it was the last; false also when nothing came. */
export async function pullPage(phone: WirePhone, puller: Puller): Promise<boolean> {
  const body = { proto: PROTO, sch: SCHEMA, epoch: phone.epoch, cid: phone.cid, cursor: puller.cursor };
  const text = await phone.call("/api/sync/pull", body).then(
    (reply) => (reply.status === 200 ? reply.text() : ""),
    () => "",
  );
  const lines = text === "" ? [] : text.trim().split("\n");
  const tail = lines.length > 0 ? (JSON.parse(lines.at(-1)!) as PullTail) : undefined;
  if (tail?.k !== "tail") return false;
  for (const line of lines.slice(0, -1)) {
    const row = JSON.parse(line) as PullRow;
    if (row.k === "row" && row.op === "put") puller.rows.set(`${row.scope} ${row.t} ${row.id}`, row.rev);
  }
  puller.cursor = tail.cursor;
  return !tail.more;
}
