/**
 * What two releases must agree on. `PROTO` counts changes of the messages, `SCHEMA` changes of records and arguments.
 * 1 / 1: the first road (rounds, issues, people, places).
 * 1 / 2: what was set aside and what was written over are records; a cursor ends at the head of its scope.
 */
export const PROTO = 1;
export const SCHEMA = 2;
/** Oldest protocol the server still answers. An upload is never refused for its version. */
export const OLDEST_PROTO = 1;
