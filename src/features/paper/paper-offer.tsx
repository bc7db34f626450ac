import FileDown from "lucide-react/icons/file-down";
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import { formsOf } from "#paper/compose";
import { paperCaseOf } from "#paper/from-dossier";
import { dossierOf } from "#paper/from-mediation";
import { FONT_URLS, KIT_URLS } from "#paper/kit-files";
import { usePeople } from "#storage/people";
import { usePlaces } from "#storage/places";
import { usePaperKit } from "#sync/paper-kit";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { useText } from "#ui/text";
import { Outcome } from "./blank-forms-page.tsx";
import { en } from "./paper.en.ts";
import { zh } from "./paper.zh.ts";
import { usePress } from "./use-press.ts";

const ALSO = [FONT_URLS.rare];

/** `YYYY-MM-DDTHH:MM` of this phone's place. */
function localTime(at: string): string {
  const on = new Date(at);
  return new Date(on.getTime() - on.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** 打印、分享 of an opened file: the whole dossier with its contents page, as PDF or Word. */
export function PaperOffer({ file, plain }: { readonly file: Mediation; readonly plain: OpenedMediation }) {
  const t = useText(zh, en);
  const people = usePeople();
  const places = usePlaces();
  const { kit, onKeep } = usePaperKit(KIT_URLS, { ahead: true, also: ALSO });
  const { making, outcome, onMake } = usePress();
  const make = (as: "pdf" | "docx"): void => {
    const today = localTime(new Date().toISOString()).slice(0, 10);
    const dossier = dossierOf(file, plain, {
      committee: `${places?.orgUnits.get(file.communityCode)?.name ?? ""}人民调解委员会`,
      nameOf: (id) => people?.get(id)?.displayName ?? "",
      dayOf: (at) => localTime(at).slice(0, 10),
      today,
    });
    const paper = paperCaseOf(dossier, localTime);
    void onMake({ paper, kinds: formsOf(paper), as, name: `${zh.dossier} ${file.number ?? today}` });
  };
  return (
    <Card label={t.dossier}>
      <h2>{t.dossier}</h2>
      <p className="dim">{kit === "kept" ? t.kitKept : t.kitAbsent}</p>
      {(kit === "absent" || kit === "failed") && <Button onClick={onKeep}>{t.kitKeep}</Button>}
      <div className="row">
        <Button icon={<FileDown />} disabled={making} onClick={() => make("pdf")}>
          {making ? t.making : t.pdf}
        </Button>
        <Button disabled={making} onClick={() => make("docx")}>
          {t.word}
        </Button>
      </div>
      {outcome && <Outcome outcome={outcome} />}
    </Card>
  );
}
