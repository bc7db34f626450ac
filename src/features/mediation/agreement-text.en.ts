import type { Messages } from "#ui/text";
import type { zh } from "./agreement-text.zh.ts";

export const en: Messages<typeof zh> = {
  heading: (number) => `Agreement of people’s mediation\nNo. ${number}`,
  noNumber: "no number yet",
  parties: "Parties:",
  party: (letter, name) => `Party ${letter}: ${name}`,
  representative: (name) => ` (represented by ${name})`,
  section: (nth, title) => `${nth}. ${title}`,
  facts: "Main facts and dispute",
  responsibility: "Responsibility",
  terms: "What is agreed",
  duties: "Performance: manner, place, time",
  duty: (who, what, by) => `Party ${who}, by ${by}: ${what}`,
  toWhom: (letter) => ` (towards party ${letter})`,
  where: (place) => `, place: ${place}`,
  manner: (how) => `, manner: ${how}`,
  amount: (yuan) => `, amount ${yuan} yuan`,
  copies: (n) => `Made in ${n} copies, one for each party and one for the committee.`,
  day: (year, month, day) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`,
  date: (on) => `Date: ${on}`,
  letters: "ABCDEFGHIJ",
};
