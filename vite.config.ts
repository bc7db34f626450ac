import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

/** Pinned by docs/adr: Chromium 89 and Safari 15.4 are the oldest phones we promise. */
const OLDEST_PHONES = ["chrome87", "safari14"];

/** Libraries that must never ride in the first chunk; each opens with the screen that needs it. */
const LAZY_LIBRARIES = {
  map: /node_modules[\\/](leaflet|react-leaflet|@react-leaflet|protomaps-leaflet|pmtiles|geojson-vt)[\\/]/,
  qr: /node_modules[\\/](qr|qrcode)[\\/]/,
  query: /node_modules[\\/]@tanstack[\\/](react-query|query-core)[\\/]/,
  lunar: /node_modules[\\/]tyme4ts[\\/]/,
};

/**
 * What everybody uses goes first: else the first lazy library that uses it carries it away, and every screen that needs
 * React, or one helper of the compiler, would load that library too.
 */
const chunkGroups = [
  { name: "runtime", test: /@oxc-project[\\/+]runtime|vite[\\/]preload-helper/, priority: 30 },
  { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 20 },
  ...Object.entries(LAZY_LIBRARIES).map(([name, test]) => ({ name, test, priority: 10 })),
];

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as { version: string };

const pwa = VitePWA({
  strategies: "injectManifest",
  srcDir: "src/app",
  filename: "service-worker.ts",
  registerType: "prompt",
  injectRegister: null,
  // The icons are already among the files of globPatterns; naming them twice lists them twice.
  includeManifestIcons: false,
  injectManifest: {
    rollupFormat: "iife",
    globPatterns: ["**/*.{js,css,html,svg,png,json,woff2}"],
    // The worker that makes papers is kept with its fonts, by those who print: src/sync/paper-kit.ts.
    globIgnores: ["assets/files.json", "assets/press-worker-*"],
    maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
  },
  manifest: {
    id: "/",
    name: "紫马甲",
    short_name: "紫马甲",
    description: "社区巡查、调解和协调，没网也能用",
    lang: "zh-CN",
    dir: "ltr",
    categories: ["utilities"],
    start_url: "/",
    scope: "/",
    display: "standalone",
    theme_color: "#F7F5F2",
    background_color: "#F7F5F2",
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "报一个问题", url: "/report", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] },
      { name: "巡逻", url: "/patrol", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] },
    ],
  },
});

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(process.env["APP_VERSION"] ?? version) },
  plugins: process.env["VITEST"] ? [react()] : [react(), pwa],
  build: {
    outDir: "dist",
    target: OLDEST_PHONES,
    manifest: "assets/files.json",
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
  },
  worker: { format: "es" },
  server: { port: Number(process.env["ZIMAJIA_WEB_PORT"] ?? 5173) },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: [
            "src/**/*.test.ts",
            "sync-server/**/*.test.ts",
            "tests/architecture/**/*.test.ts",
            "tests/model/**/*.test.ts",
          ],
          globalSetup: ["tests/harness/one-cluster.ts"],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "unit-dom",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["tests/support/dom-setup.ts"],
          // The same number as its neighbour, with which it runs together.
          maxWorkers: 2,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "flows",
          environment: "node",
          include: [
            "tests/flows/**/*.test.ts",
            "tests/contracts/**/*.test.ts",
            "tests/faults/**/*.test.ts",
            "tests/rig/**/*.test.ts",
          ],
          globalSetup: ["tests/harness/one-cluster.ts"],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // What a page says at once reaches the server when the line is free: a busy machine takes seconds.
          expect: { poll: { timeout: 30_000, interval: 100 } },
          // Each file has its own server, port, data folder and browser; one alone waits more than it works.
          maxWorkers: 2,
        },
      },
      {
        // `npm run test:old`: the browsers of the oldest phones; fetched from npm on demand, so not part of npm test.
        extends: true,
        test: {
          name: "old",
          environment: "node",
          include: ["tests/old/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
