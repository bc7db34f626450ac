/** A quarrel step by step, as a mediator's phone sends it. Words are boxes that nobody opens. */
import type { Act } from "../harness/wire-phone.ts";
import { BOX, SEAL } from "./mediation-deeds.ts";
import { COMMUNITY, COMPOUND } from "./neighbourhood.ts";

const HASH = "a".repeat(64);

const act = (cmd: string, caseId: string, args: Record<string, unknown> = {}): Act => ({
  cmd: `mediation.${cmd}`,
  args: { caseId, stepId: `${caseId}.${cmd}`, ...args },
});

export const registers = (caseId: string, more: Record<string, unknown> = {}): Act =>
  act("register", caseId, {
    ...{ communityCode: COMMUNITY, compoundId: COMPOUND, category: "neighbours", tags: ["leak"] },
    ...{ source: "application", involves: [], risk: null, amountFen: null, partyKeys: ["A", "B"] },
    ...{ personalStatus: false, exclusions: [], parties: BOX, matter: BOX, seal: SEAL, ...more },
  });

/** Both agree, and it is accepted. */
export const accepts = (caseId: string): Act[] => [
  ...["A", "B"].map((partyKey) =>
    act("consent", caseId, {
      consentId: `${caseId}.${partyKey}`,
      partyKey,
      given: true,
      stepId: `${caseId}.k${partyKey}`,
    }),
  ),
  act("accept", caseId, { rightsTold: true }),
];

export const sits = (caseId: string, on: string): Act =>
  act("recordSession", caseId, {
    ...{ entryId: `${caseId}.t`, on, open: true, partiesPresent: ["A", "B"], helpers: "none", words: BOX },
  });

/** An oral agreement, in force the same day. */
export const agrees = (caseId: string, on: string, dueOn = on): Act =>
  act("compose", caseId, {
    ...{ agreementId: `${caseId}.a`, form: "oral", on, textHash: HASH, words: BOX },
    obligations: [{ id: "o1", who: "B", toWhom: "A", dueOn, amountFen: null }],
  });

export const fails = (caseId: string): Act => act("fail", caseId, { advice: ["court"], words: BOX });

export const visits = (caseId: string, on: string, performance: "performed" | "not"): Act =>
  act("followUp", caseId, { entryId: `${caseId}.f`, on, performed: [{ obligationId: "o1", performance }], words: BOX });

/** Closed, and the paper put away. */
export const filesAway = (caseId: string): Act[] => [
  act("close", caseId, { closing: BOX }),
  act("file", caseId, { retentionClass: "long" }),
];

export const settles = (caseId: string, outcome: "settled" | "unsettled"): Act => ({
  cmd: "mediation.recordSettling",
  args: {
    ...{ caseId, communityCode: COMMUNITY, compoundId: COMPOUND, category: "neighbours", tags: [], partyCount: 2 },
    outcome,
  },
});
