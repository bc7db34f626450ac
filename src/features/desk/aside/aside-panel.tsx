import { useState } from "react";
import type { SetAside, SetAsideEvent } from "#domain/aside/set-aside";
import { applyAside, reopenAside } from "#domain/commands";
import type { PhotoRef } from "#domain/issue/issue";
import { useKnownNames } from "#storage/known-names";
import { useShownPhotos } from "#storage/photos";
import { newId } from "#storage/record";
import { useSealedWordsOf } from "#storage/sealed-words";
import type { AsideCase } from "#storage/set-aside";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { useDeeds } from "#ui/deed-words";
import { PhotoGallery } from "#ui/photo-gallery";
import { SealedWords } from "#ui/sealed-words";
import { useLang } from "#ui/text";
import { When } from "#ui/time";
import { Fact, Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { Problem } from "../problem.tsx";
import { type NamedCommand, useAct } from "../use-act.ts";
import { FileDialog, HandOverDialog, MendDialog } from "./aside-dialogs.tsx";
import { deskReason, useAsideText } from "./aside-text.ts";

/** A record that was not accepted, whole, and what can be done with it. */
export function AsidePanel({ one }: { one: AsideCase }) {
  const t = useAsideText();
  const deeds = useDeeds();
  const people = useNames();
  const { doc } = one;
  return (
    <div className="stack-wide">
      <Banner tone={doc.state === "open" ? "warn" : "info"}>{deskReason(t, doc.reason, deeds.reason)}</Banner>
      <Facts>
        <Fact name={t.who}>{people.person(doc.personId)}</Fact>
        <Fact name={t.when}>
          <When at={doc.at} />
        </Fact>
        <Fact name={t.state}>{t.states[doc.state]}</Fact>
      </Facts>
      {doc.cmd === "" ? <Unreadable id={doc.id} /> : <Written doc={doc} />}
      {one.followers.length > 0 && <p>{t.followers(one.followers.length)}</p>}
      <Acts one={one} />
      {doc.events.length > 0 && <History events={doc.events} />}
    </div>
  );
}

function Unreadable({ id }: { id: string }) {
  const t = useAsideText();
  return (
    <div className="stack-tight">
      <h3>{t.unreadable}</h3>
      <p>{t.unreadableText}</p>
      <p className="small">
        {t.number} {id}
      </p>
    </div>
  );
}

const isPhoto = (value: unknown): value is PhotoRef =>
  typeof value === "object" && value !== null && "sha256" in value && "thumbSha256" in value;

function Written({ doc }: { doc: SetAside }) {
  const t = useAsideText();
  const deeds = useDeeds();
  const names = useKnownNames(useLang().lang);
  const people = useNames();
  const sealed = useSealedWordsOf(doc.args, doc.about);
  const photos = Array.isArray(doc.args["photos"]) ? doc.args["photos"].filter(isPhoto) : [];
  return (
    <section className="stack" aria-label={t.written}>
      <h3>{deeds.title(doc, names)}</h3>
      <Facts>
        {deeds.facts(doc, names).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
      {photos.length > 0 && <Photos photos={photos} />}
      {sealed && <SealedWords read={sealed.read} ask={people.person(sealed.inChargeId ?? doc.personId)} />}
    </section>
  );
}

function Photos({ photos }: { photos: readonly PhotoRef[] }) {
  const t = useAsideText();
  const [current, setCurrent] = useState<string | null>(null);
  const shown = useShownPhotos(photos, current);
  return (
    <section className="stack-tight" aria-label={t.photos}>
      <PhotoGallery {...shown} current={current} onCurrent={setCurrent} />
    </section>
  );
}

const applyOf = (one: SetAside, args: Readonly<Record<string, unknown>> = one.args): NamedCommand =>
  applyAside({ asideId: one.id, eventId: newId(), cmd: one.cmd, personId: one.personId, args: { ...args } });

type Asked = "mend" | "handOver" | "file";

function Acts({ one }: { one: AsideCase }) {
  const t = useAsideText();
  const { act, problem, busy } = useAct();
  const [asked, ask] = useState<Asked>();
  const { doc, followers } = one;
  const done = () => ask(undefined);
  const reopen = () => void act([reopenAside({ asideId: doc.id, eventId: newId() })], t.reopened);
  if (doc.state === "filed") {
    return (
      <>
        <Problem text={problem} />
        <Button busy={busy} onClick={reopen}>
          {t.reopen}
        </Button>
      </>
    );
  }
  if (doc.state !== "open") return null;
  const apply = (args?: Readonly<Record<string, unknown>>) =>
    act([applyOf(doc, args), ...followers.map((one) => applyOf(one))], t.applied);
  const readable = doc.cmd !== "";
  return (
    <section className="stack">
      {readable && <p className="dim small">{t.applyText}</p>}
      <Problem text={problem} />
      <div className="row">
        {readable && (
          <Button variant="main" busy={busy} onClick={() => void apply()}>
            {t.apply}
          </Button>
        )}
        {readable && <Button onClick={() => ask("mend")}>{t.mend}</Button>}
        <Button onClick={() => ask("handOver")}>{t.handOver}</Button>
        <Button variant="quiet" onClick={() => ask("file")}>
          {t.file}
        </Button>
      </div>
      {asked === "mend" && <MendDialog one={doc} problem={problem} busy={busy} onApply={apply} onClose={done} />}
      {asked === "handOver" && <HandOverDialog one={doc} onClose={done} />}
      {asked === "file" && <FileDialog one={doc} followers={followers} onClose={done} />}
    </section>
  );
}

function History({ events }: { events: readonly SetAsideEvent[] }) {
  const t = useAsideText();
  const names = useNames();
  return (
    <section className="stack" aria-label={t.history}>
      <h3>{t.history}</h3>
      <ol className="desk-timeline">
        {[...events].reverse().map((event) => (
          <li key={event.id}>
            <strong>
              {t.event[event.kind]}
              {event.to && ` ${names.orgUnit(event.to)}`}
            </strong>
            {event.mended && <p>{t.mended}</p>}
            {event.text && <p>{event.text}</p>}
            <p className="dim">
              {names.person(event.byId)} · <When at={event.at} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
