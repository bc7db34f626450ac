/** Three mediators of 燕湖社区 and their auditor, to be put beside the neighbourhood. */
import type { MadeRecord } from "../../sync-server/load-records.ts";
import { COMMUNITY, DISTRICT } from "./neighbourhood.ts";

export const MEDIATORS = { zhang: "person-zhang", sun: "person-sun", tang: "person-tang" } as const;
export const AUDITOR = "person-audit";

const holder = (id: string, displayName: string, role: string, orgCode: string): MadeRecord => ({
  t: "person",
  id,
  doc: {
    id,
    displayName,
    orgCode,
    grants: [{ id: `grant-${id}`, role, orgCode, from: "2026-01-01T00:00:00.000Z" }],
    demo: true,
  },
});

export const theMediators = (): MadeRecord[] => [
  holder(MEDIATORS.zhang, "演示·张", "mediator", COMMUNITY),
  holder(MEDIATORS.sun, "演示·孙", "mediator", COMMUNITY),
  holder(MEDIATORS.tang, "演示·唐", "mediator", COMMUNITY),
  holder(AUDITOR, "演示·审", "auditor", DISTRICT),
];
