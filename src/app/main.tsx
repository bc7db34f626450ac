import "./polyfills.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { assert } from "#domain/kernel/assert";
import "../ui/base.css";
import { App } from "./app.tsx";

const root = document.getElementById("root");
assert(root, "index.html has a #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
