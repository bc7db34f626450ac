import { BACKUPS } from "./backups.ts";
import type { Broken } from "./broken.ts";
import { SCENARIOS } from "./scenarios.ts";
import { SERVER } from "./server.ts";

/** Everything that `npm run test:broken` takes away, in the order of its table. */
export const BROKEN: readonly Broken[] = [...BACKUPS, ...SERVER, ...SCENARIOS];
