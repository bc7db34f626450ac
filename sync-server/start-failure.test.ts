import { expect, test } from "vitest";
import { Fault } from "#domain/kernel/fault";
import type { Config } from "./config.ts";
import { startFailure } from "./start-failure.ts";

const CONFIG: Config = {
  port: 8787,
  host: "10.9.9.9",
  dataDir: "/srv/patrol",
  databaseUrl: null,
  publicOrigin: null,
  logLevel: "info",
  metricsToken: null,
  lan: false,
  empty: false,
  scale: 1,
  tianditu: null,
};
const WITH_URL: Config = { ...CONFIG, databaseUrl: "postgres://me:hunter2@db/patrol" };

const systemError = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

function unavailable(state?: string): Fault {
  const fault = new Fault("database-unavailable", "later");
  if (state !== undefined) fault.cause = Object.assign(new Error("pg"), { code: state });
  return fault;
}

test.each([
  [systemError("EADDRINUSE", "listen"), "Port 8787 is in use by another program"],
  [systemError("EACCES", "listen"), "may not be used by this user"],
  [systemError("EADDRNOTAVAIL", "listen"), "HOST 10.9.9.9 is not an address of this machine"],
  [systemError("ENOTFOUND", "getaddrinfo"), "HOST 10.9.9.9 is not known"],
  [systemError("EACCES", "mkdir"), "DATA_DIR /srv/patrol cannot be used (EACCES at mkdir)"],
  [new Fault("database-in-use", "later", { pid: 12 }), "Another server (process 12) is using this DATA_DIR"],
  [new Fault("database-does-not-start", "later", { program: "initdb", log: "no space" }), "It says:\nno space"],
  [new Fault("database-newer", "after-update", { migration: "0009-x.sql" }), "Update the program"],
])("%s is told with what to do", (error, sentence) => {
  expect(startFailure(error, CONFIG)).toContain(sentence);
});

test.each([
  [unavailable(), "does not answer"],
  [Object.assign(new Error("pg"), { code: "28P01" }), "refuses this user or password"],
  [Object.assign(new Error("pg"), { code: "3D000" }), "does not exist"],
])("what is wrong with DATABASE_URL is told without repeating it", (error, sentence) => {
  expect(startFailure(error, WITH_URL)).toContain(sentence);
  expect(startFailure(error, WITH_URL)).not.toContain("hunter2");
});

test("a failure nobody foresaw keeps its stack", () => {
  expect(startFailure(new TypeError("x is not a function"), WITH_URL)).toBeNull();
  expect(startFailure(systemError("EMFILE", "listen"), CONFIG)).toBeNull();
  expect(startFailure(new Fault("track-malformed", "never"), CONFIG)).toBeNull();
});
