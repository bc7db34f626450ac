import { useQuery, useQueryClient } from "@tanstack/react-query";
import * as v from "valibot";
import { findCategory } from "#domain/checklist/checklist";
import type { IssuePlace } from "#domain/issue/issue";
import { photoRef } from "#domain/kernel/schema";
import { adminSeats } from "#domain/people/people-commands";
import { useChecklists } from "#storage/checklists";
import { useMe } from "#storage/people";
import { useWorld } from "#storage/use-world";
import { type CustodyForm, fetchForms, type HandOver, settleHandOver } from "#sync/online";
import { StateBadge } from "#ui/badge";
import { Button, LinkButton } from "#ui/button";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { useToast } from "#ui/toast";
import { useDeskText } from "../desk-text.ts";
import { Fact, Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { Photos } from "../photos.tsx";
import { Problem } from "../problem.tsx";
import { useAsk } from "../use-act.ts";
import { useDeviceText } from "./device-text.ts";
import { cameText, handOverState, saidText } from "./hand-over-state.ts";

/** Are the phone's people of the very unit this person administers? Those above it read counts only. */
function useIsOwnUnit(phone: HandOver): boolean {
  const me = useMe();
  return me !== undefined && adminSeats(me.actor).includes(phone.orgCode);
}

/** One switched-off phone: what came, what is missing, and what somebody does now. */
export function HandOverPanel({ phone }: { phone: HandOver }) {
  const t = useDeskText();
  const w = useDeviceText();
  const isOwn = useIsOwnUnit(phone);
  const state = handOverState(phone);
  return (
    <div className="stack-wide">
      <div className="stack">
        <div>
          <StateBadge>{w.states[state]}</StateBadge>
        </div>
        <Facts>
          <Fact name={t.devices.device}>{phone.name}</Fact>
          <Fact name={w.since}>
            <When at={phone.revokedAt} />
          </Fact>
          {phone.handedAt && (
            <Fact name={w.handedAt}>
              <When at={phone.handedAt} />
            </Fact>
          )}
          <Fact name={w.came}>{cameText(w, phone)}</Fact>
        </Facts>
        {state === "awaited" && <p className="dim small">{saidText(w, phone)}</p>}
        {phone.missing > 0 && <p className="small">{w.missing(phone.missing)}</p>}
      </div>
      <section className="stack" aria-label={w.whatNow}>
        <h3>{w.whatNow}</h3>
        <p>{w.next[state]}</p>
        {phone.records > 0 && isOwn && (
          <div>
            <LinkButton to="/desk/aside">{t.nav.aside}</LinkButton>
          </div>
        )}
        <Settle phone={phone} />
      </section>
      {phone.forms > 0 && <Forms phone={phone} />}
    </div>
  );
}

function Settle({ phone }: { phone: HandOver }) {
  const w = useDeviceText();
  const world = useWorld();
  const { ask, problem, busy } = useAsk();
  const show = useToast();
  const queries = useQueryClient();
  const isSettled = handOverState(phone) === "settled";
  const settle = async (settled: boolean): Promise<void> => {
    if (!(await ask(() => settleHandOver(world, phone.id, settled).then(() => true)))) return;
    show({ text: settled ? w.settledDone : w.reopened, tone: "good" });
    await queries.invalidateQueries({ queryKey: ["hand-overs"] });
  };
  return (
    <>
      <Problem text={problem} />
      <div>
        <Button variant={isSettled ? "quiet" : "main"} busy={busy} onClick={() => void settle(!isSettled)}>
          {isSettled ? w.reopen : w.settle}
        </Button>
      </div>
    </>
  );
}

/** What was half written, for the person's own unit only. */
function Forms({ phone }: { phone: HandOver }) {
  const w = useDeviceText();
  const world = useWorld();
  const mayRead = useIsOwnUnit(phone);
  const query = useQuery({
    queryKey: ["custody-forms", phone.id, phone.handedAt],
    queryFn: () => fetchForms(world, phone.id),
    enabled: mayRead,
  });
  return (
    <section className="stack" aria-label={w.formsHead}>
      <h3>{w.formsHead}</h3>
      {!mayRead && <p className="dim">{w.formsElsewhere}</p>}
      {query.data?.map((form) => (
        <FormCard key={`${form.id} ${form.savedAt}`} form={form} />
      ))}
    </section>
  );
}

const text = v.fallback(v.string(), "");
/** A report as it stood, as far as it can be read: the phone may have been of any build. */
const halfReport = v.object({
  words: text,
  category: text,
  place: v.fallback(v.looseObject({}), {}),
  photos: v.fallback(v.array(photoRef), []),
});

function FormCard({ form }: { form: CustodyForm }) {
  const t = useDeskText();
  const w = useDeviceText();
  const { lang } = useLang();
  const names = useNames();
  const versions = useChecklists() ?? [];
  const report = v.safeParse(halfReport, form.value);
  if (!report.success) return <p className="dim">{w.otherForm}</p>;
  const { words, category, place, photos } = report.output;
  const known = versions.map((version) => findCategory(version, category)).find((one) => one !== undefined);
  return (
    <div className="desk-group stack">
      <p>
        <strong>{w.reportForm}</strong>
        {form.savedAt && (
          <span className="desk-words">
            <When at={form.savedAt} />
          </span>
        )}
      </p>
      <p className={words ? undefined : "dim"}>{words || t.issues.noWords}</p>
      <Facts>
        <Fact name={t.issues.what}>{(known && (lang === "zh" ? known.label : known.labelEn)) ?? t.unknown}</Fact>
        <Fact name={t.issues.where}>{names.place(place as IssuePlace)}</Fact>
      </Facts>
      <Photos photos={photos} />
    </div>
  );
}
