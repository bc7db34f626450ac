import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { formsOf, sheetsWithoutPages } from "#paper/compose";
import { paperCaseOf } from "#paper/from-dossier";
import { aDossier } from "../../../tests/builders/a-dossier.ts";
import { PaperSheets } from "./paper-sheets.tsx";

const paper = paperCaseOf(aDossier());
const bare = (text: string): string => text.replace(/<[^>]*>|\s/g, "");

test("without the paper font the browser prints every form of the file with its words, contents without pages", () => {
  const sheets = sheetsWithoutPages(paper, formsOf(paper));
  const page = bare(renderToStaticMarkup(<PaperSheets sheets={sheets} pictures={{}} />));
  const { parties, facts, claims, agreement, sessions } = aDossier();
  const words = [
    ...parties.flatMap((p) => [p.name, p.address]),
    ...[facts, ...claims, ...(agreement?.terms ?? []), ...sessions.map((s) => s.checked)],
    ...["卷内目录", "人民调解协议书", "待盖章", "甲方（签名）"],
  ];
  expect(words.filter((word) => !page.includes(bare(word)))).toEqual([]);
  const contents = sheets.find(({ kind }) => kind === "contents");
  expect(JSON.stringify(contents)).toContain('{"text":"人民调解申请书"},{"text":"","align":"centre"}');
});
