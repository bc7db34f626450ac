/**
 * Set up once for a whole run: one database server for all test files, started when the first of them asks for it, so
 * that a run without a database costs nothing. The ladder: TEST_DATABASE_URL, PostgreSQL from npm, the system's, PGlite.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { migrate } from "../../sync-server/store/migrate.ts";
import { openTestCluster, type TestCluster } from "../../sync-server/store/test-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address that answers with the `TestConnection` of the run's server. */
    testClusterAt: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const opened: { cluster?: Promise<TestCluster> } = {};
  const door = createServer((_request, reply) => {
    opened.cluster ??= openTestCluster({ prepare: migrate, databaseUrl: process.env["TEST_DATABASE_URL"] ?? null });
    opened.cluster.then(
      ({ connection }) => reply.end(JSON.stringify(connection)),
      (error: unknown) => reply.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
  project.provide("testClusterAt", `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.close();
    await (await opened.cluster)?.close();
  };
}
