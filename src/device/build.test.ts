import { expect, test } from "vitest";
import { readBuild } from "./build.ts";

test("the build is known by the hash of its first script", () => {
  const scripts = [{ src: "" }, { src: "https://patrol.example/assets/index-Bx9_kQ2a.js" }];
  expect(readBuild(scripts)).toBe("Bx9_kQ2a");
});

test("a page of the development server has no build", () => {
  expect(readBuild([{ src: "http://localhost:5173/src/app/main.tsx" }])).toBe("dev");
});
