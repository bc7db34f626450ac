import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, type ConfigRefusal, parseConfig } from "./config.ts";

function accepted(environment: Record<string, string>, argv: readonly string[] = []): Config {
  const result = parseConfig(environment, argv);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refused(environment: Record<string, string>, argv: readonly string[] = []): ConfigRefusal {
  const result = parseConfig(environment, argv);
  if (result.ok) throw new Error("accepted");
  return result.error;
}

describe("what the server is told at start", () => {
  test("nothing given means the quiet local server", () => {
    expect(accepted({})).toEqual({
      port: 8787,
      host: "127.0.0.1",
      dataDir: resolve("data"),
      databaseUrl: null,
      publicOrigin: null,
      logLevel: "info",
      metricsToken: null,
      tianditu: null,
      lan: false,
      empty: false,
      scale: 1,
    });
  });

  test("every value is taken", () => {
    const config = accepted(
      {
        PORT: "0",
        HOST: "::1",
        DATA_DIR: "/var/lib/patrol",
        DATABASE_URL: "postgres://me:secret@db:5432/patrol",
        PUBLIC_ORIGIN: "https://patrol.example.org/",
        LOG_LEVEL: "warn",
      },
      ["--empty", "--scale", "10"],
    );
    expect(config).toMatchObject({ port: 0, host: "::1", dataDir: "/var/lib/patrol", empty: true, scale: 10 });
    expect(config.publicOrigin).toBe("https://patrol.example.org");
  });

  test("an empty value counts as not given", () => {
    expect(accepted({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 8787, databaseUrl: null });
  });

  test("a key opens 天地图 at its own servers, or at the node that is named", () => {
    const key = "0123456789abcdef0123456789abcdef";
    expect(accepted({ TIANDITU_KEY: key }).tianditu).toEqual({ key, url: "https://t{s}.tianditu.gov.cn" });
    const node = { TIANDITU_KEY: key, TIANDITU_URL: "https://maps.example.gov.cn/" };
    expect(accepted(node).tianditu?.url).toBe("https://maps.example.gov.cn");
    expect(refused({ TIANDITU_KEY: "hunter2" }).message).not.toContain("hunter2");
  });

  test("--lan listens to the network unless HOST says otherwise", () => {
    expect(accepted({}, ["--lan"]).host).toBe("0.0.0.0");
    expect(accepted({ HOST: "10.0.0.5" }, ["--lan", "--scale=1"]).host).toBe("10.0.0.5");
  });

  test.each([
    ["PORT", "87x"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["HOST", "http://here"],
    ["HOST", "here:80"],
    ["DATA_DIR", "  "],
    ["DATABASE_URL", "mysql://a/b"],
    ["DATABASE_URL", "somewhere"],
    ["PUBLIC_ORIGIN", "https://a.example/path"],
    ["PUBLIC_ORIGIN", "ftp://a.example"],
    ["LOG_LEVEL", "loud"],
    ["METRICS_TOKEN", "short"],
    ["METRICS_TOKEN", "with spaces in the middle of it"],
    ["TIANDITU_KEY", "short"],
    ["TIANDITU_KEY", "0123456789abcdef&x=1"],
    ["TIANDITU_URL", "https://t{s}.tianditu.gov.cn/vec_w"],
  ])("%s=%s is refused with a sentence that names it", (name, value) => {
    const refusal = refused({ [name]: value });
    expect(refusal.kind).toBe("bad-environment");
    expect(refusal.message).toMatch(new RegExp(`^${name} must [^\\n]+\\.$`));
  });

  test("two bad values give two sentences, and a password is not repeated", () => {
    const { message } = refused({ PORT: "x", DATABASE_URL: "mysql://me:hunter2@db/x" });
    expect(message.split("\n")).toHaveLength(2);
    expect(message).not.toContain("hunter2");
  });

  test.each([[["--scale", "3"]], [["--scale"]], [["--wide"]], [["round"]], [["--lan=yes"]], [["-x"]]])(
    "%j is refused",
    (argv) => {
      expect(refused({}, argv)).toMatchObject({ kind: "bad-flag", message: expect.stringMatching(/\.$/) });
    },
  );
});
