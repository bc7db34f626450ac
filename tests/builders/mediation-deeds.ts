/** What everybody tries with quarrels: talk people round, open a file, work in one that is his or somebody else's. */
import { streetOf } from "#domain/kernel/actor";
import type { Actor, Ground } from "./cast.ts";
import { AT, type Deed, type Doc, type Laid, LOCAL, NOBODY, only } from "./deed.ts";
import { aPersonWith } from "./deed-args.ts";

/** Words as they travel: nobody looks inside. */
export const BOX = { sealed: "p256-hkdf-a256gcm", kid: "k", epk: "AAAA", iv: "AAAA", ct: "AAAA" };
export const SEAL = {
  kid: "k",
  alg: "p256-hkdf-a256gcm",
  publicKey: "AAAA",
  wraps: [{ id: "w", personId: "x", ...BOX }],
};
const HASH = "a".repeat(64);
const MEDIATOR: readonly Actor[] = ["mediator"];
/** Whoever was asked to mediate: a mediator, or a grid worker who helps. */
const MEDIATORS: readonly Actor[] = ["mediator", "gridWorker"];

const opening = ({ communityCode, compoundId }: Ground) => ({
  ...{ communityCode, compoundId, category: "neighbours", tags: ["leak"], source: "application", involves: [] },
  ...{ risk: null, amountFen: null, partyKeys: ["A", "B"], personalStatus: false, exclusions: [] },
  ...{ parties: BOX, matter: BOX, seal: SEAL },
});

const settling = ({ communityCode, compoundId }: Ground) => ({
  ...{ communityCode, compoundId, category: "neighbours", tags: [], partyCount: 2, outcome: "settled" },
});

export const aFile = (ground: Ground, id: string, mediatorId: string, more: Doc = {}): Laid => ({
  t: "mediation",
  id,
  doc: {
    ...{ id, ...opening(ground), basis: "formal", state: "registered", number: "DS1", mediatorIds: [mediatorId] },
    ...{ registeredAt: AT, registeredById: mediatorId, steps: [], ...more },
  },
});

export const aSettling = (ground: Ground, id: string, byId: string): Laid => ({
  t: "mediation",
  id,
  doc: {
    ...{ id, communityCode: ground.communityCode, compoundId: ground.compoundId, basis: "informal", state: "settled" },
    ...{ category: "neighbours", tags: [], involves: [], partyKeys: ["A", "B"], mediatorIds: [], number: "QH1" },
    ...{ registeredAt: AT, registeredById: byId, steps: [] },
  },
});

const text = {
  ...{ id: "a1", form: "written", on: "2026-11-20", textHash: HASH, words: BOX, at: AT, byId: "x" },
  obligations: [{ id: "o1", who: "A", toWhom: null, dueOn: "2026-11-20", amountFen: null }],
};
const consents = ["A", "B"].map((partyKey) => ({ id: partyKey, partyKey, given: true, at: AT, byId: "x" }));
const signed = (role: string, partyKey: string | null) => ({
  ...{ id: `${role}${partyKey}`, agreementId: "a1", textHash: HASH, role, partyKey, how: "paper", words: BOX, at: AT },
});
const ALL_SIGNED = [signed("party", "A"), signed("party", "B"), signed("mediator", null)];

/** One step that a mediator of the file may take where it stands, and nobody else. */
const onFile = (cmd: string, laid: Doc, args: Doc, may = MEDIATORS): Deed => ({
  cmd: `mediation.${cmd}`,
  may: only(may),
  laid: (ground, id, me) => [aFile(ground, id, me, laid)],
  args: (_g, id) => ({ caseId: id, stepId: `${id}.s`, entryId: `${id}.e`, ...args }),
});

const session = { on: "2026-11-20", open: true, partiesPresent: [], helpers: "none", words: BOX };
const TO_SEAL = { state: "toSeal", agreements: [text], signatures: ALL_SIGNED };
const inForce = { state: "performing", agreements: [text], effectiveOn: "2026-11-20" };

const ON_FILES: readonly Deed[] = [
  onFile("consent", {}, { consentId: "k", partyKey: "A", given: true }),
  onFile("accept", { consents }, { rightsTold: true }),
  onFile("recordInquiry", { state: "accepted" }, { on: "2026-11-20", words: BOX }),
  onFile("addEvidence", { state: "accepted" }, { on: "2026-11-20", words: BOX }),
  onFile("recordSession", { state: "accepted" }, session),
  onFile(
    "extend",
    { state: "accepted", acceptedAt: "2026-11-20T02:00:00.000Z" },
    { until: "2027-01-20", agreedBy: ["A", "B"] },
  ),
  onFile("compose", { state: "mediating" }, { ...text, agreementId: "a1" }),
  onFile(
    "sign",
    { state: "toSign", agreements: [text] },
    { ...signed("party", "A"), signatureId: "s", agreementId: "a1" },
  ),
  onFile("signForm", {}, { ...signed("party", "A"), signatureId: "s", under: "rights", entryId: null }),
  onFile("enterSeal", TO_SEAL, { on: "2026-11-20" }, ["committeeHead"]),
  onFile("fail", { state: "mediating" }, { advice: ["court"], words: BOX }),
  onFile("refer", {}, { to: "court", reason: "other", words: BOX }),
  onFile(
    "noteReceipt",
    { state: "referred", referral: { to: "court", reason: "other", on: "2026-11-20", words: BOX } },
    { on: "2026-11-20", words: BOX },
  ),
  onFile("pause", {}, {}),
  onFile("resume", { state: "paused", pausedFrom: "registered" }, {}),
  onFile("followUp", inForce, { on: "2026-11-21", performed: [], words: BOX }),
  onFile("noteJudicial", inForce, { askedOn: "2026-11-21", decided: null, decidedOn: null }),
  onFile("close", { state: "failed" }, { closing: BOX }),
  onFile("file", { state: "closed" }, { retentionClass: "long" }),
  onFile("letGo", {}, { personId: "somebody" }),
];

const aSample = (orgCode: string) => ({ orgCode, replaces: null, title: "养狗", terms: ["出门拴绳。"] });
const laidSample = (orgCode: string, id: string): Laid => ({
  t: "mediationSample",
  id,
  doc: { id, ...aSample(orgCode), retired: false, changedAt: AT, changedById: "x" },
});

/** Samples of agreements, of a district and of a street. */
const ON_SAMPLES: readonly Deed[] = [
  {
    cmd: "mediationSample.save",
    may: only(["districtAdmin"], ["other district"]),
    args: (ground, id) => ({ sampleId: id, ...aSample(ground.districtCode) }),
  },
  {
    cmd: "mediationSample.save",
    case: "of a street",
    // The community next door lies in the same street.
    may: only(["streetAdmin", "districtAdmin"], ["streetAdmin", "districtAdmin"]),
    args: (ground, id) => ({ sampleId: id, ...aSample(streetOf(ground.communityCode)) }),
  },
  {
    cmd: "mediationSample.save",
    case: "somebody else's, as if it were one's own",
    may: NOBODY,
    laid: (_g, id) => [laidSample("450399000000", id)],
    args: (ground, id) => ({ sampleId: id, ...aSample(ground.districtCode) }),
  },
  {
    cmd: "mediationSample.retire",
    may: only(["districtAdmin"], ["other district"]),
    laid: (ground, id) => [laidSample(ground.districtCode, id)],
    args: (_g, id) => ({ sampleId: id, retired: true }),
  },
];

/** Somebody of the committee, in office or not. */
const colleague = (ground: Ground, id: string, role?: string): readonly Laid[] =>
  aPersonWith(ground, id, role ? [{ id: "g", role, orgCode: ground.communityCode, from: AT }] : []);

const handsOver = (named: string, may: readonly Actor[], from?: string): Deed => ({
  cmd: "mediation.handOver",
  case: named,
  may: only(may),
  laid: (ground, id, me) => [
    aFile(ground, id, named === "one's own" ? me : `${id}.from`),
    ...colleague(ground, `${id}.from`, from),
    ...colleague(ground, `${id}.to`, "mediator"),
  ],
  args: (_g, id, me) => ({
    ...{ caseId: id, entryId: `${id}.h`, fromId: named === "one's own" ? me : `${id}.from`, toId: `${id}.to` },
  }),
});

const HAND_OVERS: readonly Deed[] = [
  // The community gives away what lies with somebody out of office, and be it one of its own people.
  handsOver("one's own", [...MEDIATORS, "committeeHead", "communityAdmin"]),
  handsOver("of a colleague in office", ["committeeHead"], "mediator"),
  handsOver("of a colleague who has left", ["committeeHead", "communityAdmin"]),
];

export const ON_MEDIATION: readonly Deed[] = [
  ...ON_SAMPLES,
  ...HAND_OVERS,
  { cmd: "mediation.recordSettling", may: only(LOCAL), args: (ground, id) => ({ caseId: id, ...settling(ground) }) },
  { cmd: "mediation.register", may: only(MEDIATOR), args: (ground, id) => ({ caseId: id, ...opening(ground) }) },
  {
    cmd: "mediation.makeFormal",
    may: only(MEDIATOR),
    laid: (ground, id) => [aSettling(ground, id, ground.personId)],
    args: (ground, id) => ({ caseId: id, stepId: `${id}.s`, ...opening(ground) }),
  },
  {
    cmd: "mediation.change",
    may: only(MEDIATORS),
    laid: (ground, id, me) => [aFile(ground, id, me)],
    args: (ground, id) => ({ caseId: id, ...opening(ground), exclusions: undefined, seal: undefined }),
  },
  {
    cmd: "mediation.change",
    case: "a file of somebody else",
    may: NOBODY,
    laid: (ground, id) => [aFile(ground, id, ground.personId)],
    args: (ground, id) => ({ caseId: id, ...opening(ground), exclusions: undefined, seal: undefined }),
  },
  {
    cmd: "mediation.share",
    may: only(MEDIATORS),
    laid: (ground, id, me) => [
      aFile(ground, id, me),
      ...aPersonWith(ground, `${id}.p`, [{ id: "g", role: "mediator", orgCode: ground.communityCode, from: AT }]),
    ],
    args: (_g, id) => ({ caseId: id, personId: `${id}.p` }),
  },
  ...ON_FILES,
  {
    cmd: "mediation.enterSeal",
    case: "a file of somebody else",
    may: only(["committeeHead"]),
    laid: (ground, id) => [aFile(ground, id, ground.personId, TO_SEAL)],
    args: (_g, id) => ({ caseId: id, stepId: `${id}.s`, on: "2026-11-20" }),
  },
  {
    cmd: "seal.open",
    case: "a file of somebody else",
    may: NOBODY,
    laid: (ground, id) => [aFile(ground, id, ground.personId, { seal: SEAL })],
    args: (_g, id) => ({ openingId: `${id}.o`, t: "mediation", recordId: id, reason: "回访" }),
  },
];
