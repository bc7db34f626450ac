/** What ends on the server when somebody is retired: his phones and the codes made for him. */

import type { Queryable } from "./db.ts";
import type { Kept } from "./push-decide.ts";

/**
 * Switches off every phone of whoever was retired with this push, and throws unused codes away. What such a phone still
 * holds it may hand in (docs/adr/0007). Bringing somebody back opens none of them again: a lost phone stays shut.
 */
export async function endSignIns(q: Queryable, kept: readonly Kept[]): Promise<void> {
  const retired = kept.flatMap(({ envelope, outcome }) =>
    envelope?.cmd === "person.retire" && outcome !== "quarantined" ? [envelope.e.id] : [],
  );
  if (retired.length === 0) return;
  const people = [retired];
  await q.query("UPDATE device SET revoked_at = coalesce(revoked_at, now()) WHERE person_id = ANY($1)", people);
  await q.query("DELETE FROM enrolment_code WHERE person_id = ANY($1) AND used_at IS NULL", people);
}
