/** The exact text that is signed, made from its parts in the order of art. 29. */
import type { LocalDate } from "#domain/kernel/ids";
import type { Party } from "#domain/mediation/confidential";
import type { Messages } from "#ui/text";
import type { zh } from "./agreement-text.zh.ts";

export interface DutyDraft {
  readonly id: string;
  readonly who: string;
  readonly toWhom: string;
  readonly what: string;
  readonly dueOn: string;
  readonly where: string;
  readonly manner: string;
  readonly amountYuan: number | null;
}

export interface AgreementDraft {
  readonly form: "written" | "oral";
  readonly facts: string;
  readonly responsibility: string;
  readonly terms: string;
  readonly duties: readonly DutyDraft[];
}

type Words = Messages<typeof zh>;

interface TextParts {
  readonly words: Words;
  readonly number: string | undefined;
  readonly parties: readonly Party[];
  readonly draft: AgreementDraft;
  readonly on: string;
}

export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** The text as it is read out, signed and printed. */
export function composeText({ words, number, parties, draft, on }: TextParts): string {
  const letter = (key: string): string => words.letters.charAt(key.charCodeAt(0) - 65) || key;
  const day = (date: LocalDate): string => {
    const [year = "", month = "", of = ""] = date.split("-").map((part) => part.replace(/^0/, ""));
    return date && words.day(year, month, of);
  };
  const duty = (d: DutyDraft): string =>
    [
      words.duty(letter(d.who), d.what, day(d.dueOn)),
      d.toWhom && words.toWhom(letter(d.toWhom)),
      d.amountYuan !== null && words.amount(String(d.amountYuan)),
      d.where && words.where(d.where),
      d.manner && words.manner(d.manner),
    ]
      .filter(Boolean)
      .join("");
  const party = (p: Party): string =>
    words.party(letter(p.key), p.name) + (p.representative ? words.representative(p.representative.name) : "");
  const numbered = (lines: readonly string[]): string => lines.map((line, i) => `${i + 1}. ${line}`).join("\n");
  const sections = [
    [words.facts, draft.facts.trim()],
    [words.responsibility, draft.responsibility.trim()],
    [words.terms, numbered(linesOf(draft.terms))],
    [words.duties, numbered(draft.duties.map(duty))],
  ].flatMap(([title = "", body]) => (body ? [`${title}\n${body}`] : []));
  return [
    words.heading(number ?? words.noNumber),
    [words.parties, ...parties.map(party)].join("\n"),
    // A part of which nothing is said does not stand there as an empty heading.
    ...[...sections, words.copies(parties.length + 1)].map((section, i) => words.section(i + 1, section)),
    words.date(day(on)),
  ].join("\n\n");
}
