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
  sample: {
    leak: "Water leak",
    noise: "Noise",
    parking: "Parking",
    elevator: "New lift",
    clutter: "Things on the stairs",
  },
  samples: {
    leak: [
      "The party upstairs repairs the leak and seals the floor.",
      "The party upstairs pays the agreed sum for the walls and things that were spoilt downstairs.",
      "The party downstairs gives access for the repair; both look at it when it is done.",
    ],
    noise: [
      "No noise that disturbs the neighbours’ sleep from 22:00 to 7:00.",
      "Mats and felt pads against the noise of steps and furniture.",
      "If there is noise, it is said in a friendly way; nobody knocks or shouts.",
    ],
    parking: [
      "Cars stand inside the marked places and block neither doors nor the fire lane.",
      "Whoever stops for a moment leaves a telephone number and moves within ten minutes.",
    ],
    elevator: [
      "The lift is built as the published plan says.",
      "Households that gain pay the agreed sum to those below that lose light or passage.",
      "Passage and safety are kept during the works; damage is repaired by the builder.",
    ],
    clutter: [
      "The things on the stairs are taken away and not put there again.",
      "No electric bicycle inside the building, and no charging on the stairs.",
    ],
  },
};
