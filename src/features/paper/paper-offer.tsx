import FileDown from "lucide-react/icons/file-down";
import { useCallback, useMemo, useState } from "react";
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import { alone, formsOf, papersOf } from "#paper/compose";
import { paperCaseOf } from "#paper/from-dossier";
import { dossierOf } from "#paper/from-mediation";
import { FONT_URLS, KIT_URLS } from "#paper/kit-files";
import type { PaperCase } from "#paper/paper-case";
import { usePeople } from "#storage/people";
import { usePlaces } from "#storage/places";
import { standingFormSignatures } from "#storage/signed-forms";
import { useWorld } from "#storage/use-world";
import { usePaperKit } from "#sync/paper-kit";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { SelectField } from "#ui/field";
import { useText } from "#ui/text";
import { Outcome } from "./blank-forms-page.tsx";
import { en } from "./paper.en.ts";
import { zh } from "./paper.zh.ts";
import { picturesFor } from "./paper-pictures.ts";
import { PrintHere } from "./print-here.tsx";
import { usePress } from "./use-press.ts";

const ALSO = [FONT_URLS.rare];

/** `YYYY-MM-DDTHH:MM` of this phone's place. */
function localTime(at: string): string {
  const on = new Date(at);
  return new Date(on.getTime() - on.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const NONE: ReadonlySet<string> = new Set();
const WHOLE = "whole";

/** 打印、分享 of an opened file: the whole dossier with its contents page, or one of its papers, as PDF or Word. */
export function PaperOffer({ file, plain }: { readonly file: Mediation; readonly plain: OpenedMediation }) {
  const t = useText(zh, en);
  const paperOf = usePaperOf(file, plain);
  const papers = useMemo(() => papersOf(paperOf(NONE)), [paperOf]);
  const { kit, onKeep } = usePaperKit(KIT_URLS, { ahead: true, also: ALSO });
  const world = useWorld();
  const { making, outcome, onMake } = usePress();
  const [chosen, setChosen] = useState(WHOLE);
  const one = papers.find(({ name }) => name === chosen);
  const order = async () => {
    const paper = paperOf(await standingFormSignatures(plain));
    const kinds = one ? [one.kind] : formsOf(paper);
    const pictures = await picturesFor(world, plain, kinds);
    const name = `${one?.name ?? zh.dossier} ${file.number ?? todayHere()}`;
    return { paper: one ? alone(paper, one) : paper, kinds, pictures, name };
  };
  const make = (as: "pdf" | "docx"): void => {
    void onMake(async () => ({ ...(await order()), as }));
  };
  return (
    <Card label={t.print}>
      <h2>{t.print}</h2>
      <p className="dim">{kit === "kept" ? t.kitKept : t.kitAbsent}</p>
      {(kit === "absent" || kit === "failed") && <Button onClick={onKeep}>{t.kitKeep}</Button>}
      <SelectField
        label={t.printWhat}
        value={one ? chosen : WHOLE}
        options={[{ value: WHOLE, label: t.dossier }, ...papers.map(({ name }) => ({ value: name, label: name }))]}
        onChange={setChosen}
      />
      <div className="row">
        <Button icon={<FileDown />} disabled={making} onClick={() => make("pdf")}>
          {making ? t.making : t.pdf}
        </Button>
        <Button disabled={making} onClick={() => make("docx")}>
          {t.word}
        </Button>
      </div>
      {outcome && <Outcome outcome={outcome} />}
      {(kit !== "kept" || outcome?.kind === "failed") && <PrintHere order={order} />}
    </Card>
  );
}

const todayHere = (): string => localTime(new Date().toISOString()).slice(0, 10);

/** The opened file in the words of the forms, with those signatures that hold. */
function usePaperOf(file: Mediation, plain: OpenedMediation): (standing: ReadonlySet<string>) => PaperCase {
  const people = usePeople();
  const places = usePlaces();
  return useCallback(
    (standing) => {
      const dossier = dossierOf(file, plain, {
        committee: `${places?.orgUnits.get(file.communityCode)?.name ?? ""}人民调解委员会`,
        nameOf: (id) => people?.get(id)?.displayName ?? "",
        standing,
        dayOf: (at) => localTime(at).slice(0, 10),
        timeOf: (at) => localTime(at).slice(11),
        today: todayHere(),
      });
      return paperCaseOf(dossier);
    },
    [file, plain, people, places],
  );
}
