import { isInOffice, isOverdue, isUnattended, nextDue } from "#domain/mediation/stub";
import type { RegisterLine } from "#storage/mediations";
import { StateBadge } from "#ui/badge";
import type { QuarrelWords } from "#ui/quarrel-words";
import type { Column } from "#ui/table";
import type { DeskText } from "../desk-text.ts";
import type { Names } from "../names.ts";
import type { RegisterNow } from "./register-filter.ts";
import type { RegisterText } from "./register-text.ts";

/** What a line is said with. */
export interface Saying {
  readonly t: RegisterText;
  readonly desk: DeskText;
  readonly words: QuarrelWords;
  readonly task: (kind: NonNullable<RegisterLine["due"]>[number]["kind"]) => string;
  readonly names: Names;
  readonly now: RegisterNow;
}

export const placeOf = ({ names }: Pick<Saying, "names">, line: RegisterLine): string =>
  line.compoundId ? names.compound(line.compoundId) : names.orgUnit(line.communityCode);

/** Is this mediator of the line known here, and no longer in office? */
export function isGone({ now }: Pick<Saying, "now">, line: RegisterLine, id: string): boolean {
  const person = now.person(id);
  return person !== undefined && !isInOffice(person, line.communityCode, now.now);
}

/** Who mediates, and who of them is no longer in office. */
export function mediatorsOf(saying: Saying, line: RegisterLine): string {
  const { t, desk, names } = saying;
  const say = (id: string): string => (isGone(saying, line, id) ? t.gone(names.person(id)) : names.person(id));
  if (line.basis === "informal") return "—";
  if (!line.mediatorIds) return desk.unknown;
  return line.mediatorIds.map(say).join(desk.listComma) || t.noMediator;
}

/** What comes next and by when, in one line; empty where nothing is due. */
export function nextWords({ t, task, now }: Saying, line: RegisterLine): string {
  const next = nextDue(line, now.today);
  if (!next) return "";
  return `${task(next.kind)} · ${isOverdue(line, now.today) ? t.overdueSince(next.on) : next.on}`;
}

function State({ line, saying }: { readonly line: RegisterLine; readonly saying: Saying }) {
  const { words, now, t } = saying;
  return (
    <>
      <StateBadge>{words.state(line.state)}</StateBadge>
      {isUnattended(line, now.person, now.now) && <StateBadge tone="bad">{t.marks.unattended}</StateBadge>}
    </>
  );
}

function Next({ line, saying }: { readonly line: RegisterLine; readonly saying: Saying }) {
  const { task, now, t } = saying;
  const next = nextDue(line, now.today);
  if (!next) return "—";
  const late = isOverdue(line, now.today);
  return (
    <>
      {task(next.kind)}
      <span className={late ? "desk-words desk-late nowrap" : "desk-words nowrap"}>
        {late ? t.overdueSince(next.on) : next.on}
      </span>
    </>
  );
}

/** Beside an open panel there is room for two columns. */
export function registerColumns(saying: Saying, beside: boolean): Column<RegisterLine>[] {
  const { t, words } = saying;
  const number: Column<RegisterLine> = {
    key: "number",
    head: t.number,
    rowHead: true,
    ...(beside ? {} : { width: "12rem" }),
    sortBy: (line) => line.number,
    cell: (line) => (
      <>
        <span className="nowrap">{line.number ?? t.noNumber}</span>
        {beside && <span className="desk-words">{words.category(line.category)}</span>}
      </>
    ),
  };
  const state: Column<RegisterLine> = {
    key: "state",
    head: t.state,
    width: beside ? "10rem" : "9rem",
    sortBy: (line) => words.state(line.state),
    cell: (line) => <State line={line} saying={saying} />,
  };
  if (beside) return [number, state];
  return [
    number,
    {
      key: "category",
      head: t.category,
      width: "10rem",
      sortBy: (line) => words.category(line.category),
      cell: (line) => (
        <>
          {words.category(line.category)}
          {line.tags && line.tags.length > 0 && (
            <span className="desk-words">{line.tags.map(words.tag).join(saying.desk.listComma)}</span>
          )}
        </>
      ),
    },
    {
      key: "basis",
      head: t.basis,
      width: "7rem",
      sortBy: (line) => line.basis,
      cell: (line) => words.basis(line.basis),
    },
    state,
    { key: "place", head: t.compound, sortBy: (line) => placeOf(saying, line), cell: (line) => placeOf(saying, line) },
    {
      key: "accepted",
      head: t.accepted,
      width: "7rem",
      sortBy: (line) => line.acceptedOn ?? null,
      cell: (line) => <span className="nowrap">{line.acceptedOn ?? "—"}</span>,
    },
    {
      key: "next",
      head: t.next,
      width: "12.5rem",
      sortBy: (line) => nextDue(line, saying.now.today)?.on ?? null,
      cell: (line) => <Next line={line} saying={saying} />,
    },
    { key: "mediator", head: t.mediator, width: "9rem", cell: (line) => mediatorsOf(saying, line) },
  ];
}
