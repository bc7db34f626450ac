/**
 * What two releases must agree on. `PROTO` counts changes of the messages, `SCHEMA` changes of records and arguments.
 * 1 / 1: the first road (rounds, issues, people, places).
 */
export const PROTO = 1;
export const SCHEMA = 1;
/** Oldest protocol the server still answers. An upload is never refused for its version. */
export const OLDEST_PROTO = 1;
