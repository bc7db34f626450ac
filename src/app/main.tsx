import "./polyfills.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { assert } from "#domain/kernel/assert";
import { readPeopleAhead } from "#storage/device-book";
import "../ui/base.css";
import { App } from "./app.tsx";

const root = document.getElementById("root");
assert(root, "index.html has a #root");

/** A disk that takes longer than this to say who is enrolled gets a waiting screen. */
const LONGEST_BLANK_MS = 400;

const waited = new Promise((over) => setTimeout(over, LONGEST_BLANK_MS));
void Promise.race([readPeopleAhead(), waited]).then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
