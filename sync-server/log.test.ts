import { expect, test } from "vitest";
import { Fault } from "#domain/kernel/fault";
import { createLog } from "./log.ts";

function written(write: (log: ReturnType<typeof createLog>) => void): { text: string; line: Record<string, unknown> } {
  const lines: string[] = [];
  write(createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } }));
  expect(lines).toHaveLength(1);
  return { text: lines.join(""), line: JSON.parse(lines.join("")) };
}

test("a request keeps its method and path and loses query, headers and body", () => {
  const req = {
    method: "POST",
    url: "https://here.example/sync/push?code=12345678",
    headers: { cookie: "sid" },
    body: "张三",
  };
  const { line, text } = written((log) => log.info({ req, res: { status: 200 } }, "request"));
  expect(line["req"]).toEqual({ method: "POST", path: "/sync/push" });
  expect(line["res"]).toEqual({ status: 200 });
  expect(text).not.toMatch(/12345678|sid|张三/);
});

test("secrets and people's words are taken out wherever they hang", () => {
  const person = { name: "张三", phone: "13800000000", id: "p1" };
  const { text } = written((log) => log.info({ person, token: "t0ken", deep: { er: { pin: "246810" } } }, "seen"));
  expect(text).not.toMatch(/张三|13800000000|t0ken|246810/);
  expect(text).toContain('"id":"p1"');
});

test("a database error is logged without the row it quotes", () => {
  const error = Object.assign(new Error('duplicate key, value "张三"'), {
    severity: "ERROR",
    code: "23505",
    detail: "Key (name)=(张三) already exists.",
    constraint: "person_key",
  });
  const { line, text } = written((log) => log.error({ err: error }, "failed"));
  expect(text).not.toContain("张三");
  expect(line["err"]).toMatchObject({ code: "23505", constraint: "person_key" });
});

test("a fault is logged by its code and whether to try again", () => {
  const { line } = written((log) => log.error({ err: new Fault("disk-full", "later", { freeMb: 3 }) }, "failed"));
  expect(line["err"]).toMatchObject({ code: "disk-full", retry: "later", detail: { freeMb: 3 } });
});
