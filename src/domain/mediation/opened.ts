/** A file whose words have been opened: the same shape, every sealed value in clear, or null where this phone has no key. */
import type { Revealed } from "../kernel/sealed.ts";
import type { Mediation } from "./mediation.ts";

export type OpenedMediation = Revealed<Mediation>;
