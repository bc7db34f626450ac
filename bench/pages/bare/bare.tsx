/** The least that any app of ours would be: React draws one field after Dexie has opened. */
import Dexie from "dexie";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const database = new Dexie("bare");
database.version(1).stores({ rows: "id" });
await database.table("rows").count();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <input aria-label="code" />
    </StrictMode>,
  );
}
