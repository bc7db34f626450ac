/** Gives quarrels their number in the register: `DS001010-2026-0042`, in the transaction that first takes them. */
import { localDateOf } from "#domain/kernel/clock";
import type { Mediation } from "#domain/mediation/mediation";
import type { Workspace } from "./apply-change.ts";
import type { Queryable } from "./db.ts";

const prefixOf = ({ basis, communityCode }: Mediation, serverNow: string): string =>
  `${basis === "formal" ? "DS" : "QH"}${communityCode.slice(-6)}-${localDateOf(serverNow).slice(0, 4)}`;

const NEXT_NUMBER = `INSERT INTO case_counter (prefix, last) VALUES ($1, 1)
  ON CONFLICT (prefix) DO UPDATE SET last = case_counter.last + 1 RETURNING last`;

/** Numbers follow each other without a gap: whoever counts waits for the one before him. */
export async function numberCases(q: Queryable, workspace: Workspace, serverNow: string): Promise<void> {
  const unnumbered = workspace.changed("mediation").filter((doc) => !doc["number"]) as unknown as Mediation[];
  const waiting = unnumbered.map((file) => ({ file, prefix: prefixOf(file, serverNow) }));
  waiting.sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0));
  for (const { file, prefix } of waiting) {
    const [row] = await q.query<{ last: number }>(NEXT_NUMBER, [prefix]);
    const number = `${prefix}-${String(row?.last).padStart(4, "0")}`;
    workspace.give({ t: "mediation", id: file.id }, { number });
  }
}
