/** The exact text that is signed, made from its parts in the order of art. 29. */
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
  const duty = (d: DutyDraft): string =>
    [
      words.duty(letter(d.who), d.what, d.dueOn),
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
  return [
    words.heading(number ?? words.noNumber),
    [words.parties, ...parties.map(party)].join("\n"),
    `${words.facts}\n${draft.facts}`,
    `${words.responsibility}\n${draft.responsibility}`,
    `${words.terms}\n${numbered(linesOf(draft.terms))}`,
    `${words.duties}\n${numbered(draft.duties.map(duty))}`,
    words.copies(parties.length + 1),
    words.date(on),
  ].join("\n\n");
}
