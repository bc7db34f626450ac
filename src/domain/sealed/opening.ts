/** Who opened the words of a sealed record, when and why: for the auditors, and for whoever opened. Holds no words of it. */
import type { Instant, OrgCode, PersonId } from "../kernel/ids.ts";

export interface Opening {
  readonly id: string;
  readonly t: string;
  readonly recordId: string;
  readonly communityCode: OrgCode;
  readonly personId: PersonId;
  readonly reason: string;
  readonly at: Instant;
}
