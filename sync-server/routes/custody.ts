/** What switched-off phones handed in: counts for whoever administers the person, the forms for the person's own unit. */
import { Hono } from "hono";
import { Fault } from "#domain/kernel/fault";
import { adminSeats, isAdminOf } from "#domain/people/people-commands";
import { type CustodyForm, type HandOver, settleRequest } from "#protocol/custody";
import { type Access, type AppEnv, type Caller, requireCaller } from "../access/access.ts";
import { auditOf, writeAudit } from "../store/audit-store.ts";
import { formsOf, type HandOverRow, handOversUnder, settleHandOver } from "../store/hand-over-store.ts";
import { prefixOf } from "../store/org-prefix.ts";
import { parseBody } from "./parse-body.ts";

export function custodyRoutes(access: Access): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", requireCaller(access));

  app.get("/", async (c) => {
    const rows = await rowsFor(access, c.get("caller"));
    return c.json({ phones: rows.map(handOverOf) });
  });

  app.get("/:id", async (c) => {
    const caller = c.get("caller");
    const row = await rowFor(access, caller, c.req.param("id"));
    // A street or district reads no texts of its communities, unfinished ones neither.
    if (!adminSeats(caller.actor).includes(row.org_code)) throw new Fault("forbidden", "never");
    await audit(access, caller, "read-custody", row.id);
    return c.json({ forms: (await formsOf(access.db, row.id)).map(formOf) });
  });

  app.post("/:id/settle", async (c) => {
    const { settled } = await parseBody(c, settleRequest);
    const caller = c.get("caller");
    const row = await rowFor(access, caller, c.req.param("id"));
    const at = settled ? new Date(access.now()).toISOString() : null;
    await settleHandOver(access.db, { deviceId: row.id, at, by: caller.actor.personId });
    await audit(access, caller, settled ? "settle-custody" : "reopen-custody", row.id);
    return c.json({ settledAt: at });
  });
  return app;
}

const audit = (access: Access, caller: Caller, act: string, subject: string): Promise<void> =>
  writeAudit(access.db, auditOf(caller, act, subject));

async function rowsFor(access: Access, { actor }: Caller): Promise<HandOverRow[]> {
  const rows = await handOversUnder(access.db, adminSeats(actor).map(prefixOf));
  return rows.filter((row) => isAdminOf(actor, row.org_code));
}

/** A phone of somebody else's people is forbidden; one that was never switched off is not there. */
async function rowFor(access: Access, caller: Caller, id: string): Promise<HandOverRow> {
  const row = (await rowsFor(access, caller)).find((one) => one.id === id);
  if (!row) throw new Fault("forbidden", "never");
  return row;
}

const handOverOf = (row: HandOverRow): HandOver => ({
  id: row.id,
  personId: row.person_id,
  displayName: row.display_name,
  orgCode: row.org_code,
  name: row.name,
  revokedAt: new Date(row.revoked_at).toISOString(),
  retiredAt: row.retired_at,
  told: row.told,
  toldAt: row.told_at && new Date(row.told_at).toISOString(),
  handedAt: row.last_at && new Date(row.last_at).toISOString(),
  settledAt: row.settled_at && new Date(row.settled_at).toISOString(),
  records: row.records,
  forms: row.drafts,
  files: row.files,
  missing: row.missing,
});

/** A form as it stood; of what is not a report only that it was there, since nobody but its author needs the rest. */
function formOf(text: string): CustodyForm {
  const { id, value, savedAt } = readForm(text);
  const form = { id: String(id ?? ""), savedAt: typeof savedAt === "string" ? savedAt : null };
  return form.id.startsWith("report:") ? { ...form, value } : form;
}

function readForm(text: string): { id?: unknown; value?: unknown; savedAt?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    // It was kept as it came; what cannot be read is shown as a form without contents.
    return {};
  }
}
