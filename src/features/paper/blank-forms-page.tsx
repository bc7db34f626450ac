import FileDown from "lucide-react/icons/file-down";
import Share2 from "lucide-react/icons/share-2";
import { type ReactNode, useState } from "react";
import { saveFile } from "#device/download";
import { canShareFile, shareFile } from "#device/share-file";
import { FONT_URLS, KIT_URLS } from "#paper/kit-files";
import { blankCase } from "#paper/paper-case";
import { BLANK_KINDS } from "#paper/sheet";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { usePaperKit } from "#sync/paper-kit";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { Checkbox } from "#ui/checkbox";
import { TextField } from "#ui/field";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { en } from "./paper.en.ts";
import { zh } from "./paper.zh.ts";
import { PrintHere } from "./print-here.tsx";
import { type PaperOutcome, usePress } from "./use-press.ts";

type BlankKind = (typeof BLANK_KINDS)[number];

const ALSO = [FONT_URLS.rare];
const PDF_TYPE = "application/pdf";

/** 空白调解表格: the twelve statutory forms with nothing filled in, made on the phone. */
export function BlankFormsPage({ badge }: { badge: ReactNode }) {
  const t = useText(zh, en);
  const { person } = useWorld();
  const places = usePlaces();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [kinds, setKinds] = useState<readonly BlankKind[]>(["application", "intake", "rights", "record", "agreement"]);
  const { kit, onKeep } = usePaperKit(KIT_URLS, { ahead: true, also: ALSO });
  const { making, outcome, onMake } = usePress();
  const community = places?.orgUnits.get(person.orgCode)?.name;
  // Printed on paper, so in Chinese whatever the phone speaks.
  const committee = typed ?? (community ? `${community}人民调解委员会` : "");
  const choose = (kind: BlankKind, on: boolean): void =>
    setKinds(BLANK_KINDS.filter((one) => (one === kind ? on : kinds.includes(one))));
  const order = { paper: blankCase(committee), kinds, pictures: {}, name: zh.title };
  const make = (as: "pdf" | "docx"): void => {
    // What became of it is told at the top.
    window.scrollTo(0, 0);
    void onMake({ ...order, as });
  };
  const idle = kinds.length > 0 && !making;
  return (
    <PhonePage
      title={t.title}
      back="/me"
      badge={badge}
      footer={
        <Button variant="main" full icon={<FileDown />} disabled={!idle} onClick={() => make("pdf")}>
          {making ? t.making : t.pdf}
        </Button>
      }
    >
      <p>{t.intro}</p>
      {outcome && <Outcome outcome={outcome} />}
      <Card label={t.kit}>
        <p>
          {
            { unknown: t.kitAbsent, absent: t.kitAbsent, loading: t.kitLoading, kept: t.kitKept, failed: t.kitFailed }[
              kit
            ]
          }
        </p>
        {(kit === "absent" || kit === "failed") && <Button onClick={onKeep}>{t.kitKeep}</Button>}
      </Card>
      {(kit !== "kept" || outcome?.kind === "failed") && (
        <PrintHere order={async () => order} disabled={kinds.length === 0} />
      )}
      <TextField label={t.committee} value={committee} onChange={setTyped} />
      <section className="stack" aria-label={t.which}>
        <h2>{t.which}</h2>
        <Button variant="quiet" onClick={() => setKinds(BLANK_KINDS)}>
          {t.all}
        </Button>
        {BLANK_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={t.forms[kind]}
            checked={kinds.includes(kind)}
            onChange={(on) => choose(kind, on)}
          />
        ))}
      </section>
      <Button full disabled={!idle} onClick={() => make("docx")}>
        {t.word}
      </Button>
    </PhonePage>
  );
}

/** What became of a paper, and what can be done with it. */
export function Outcome({ outcome }: { outcome: PaperOutcome }) {
  const t = useText(zh, en);
  if (outcome.kind === "failed") return <Banner tone="warn" title={t.failed} />;
  const { file, pages, missing } = outcome;
  const isPdf = file.type === PDF_TYPE;
  return (
    <>
      <Banner tone="good" title={isPdf ? t.done(String(pages)) : t.doneWord} />
      {missing.length > 0 && <Banner tone="warn" title={t.missing(missing.join("、"))} />}
      <div className="row">
        {isPdf && canShareFile(file.name, file.type) && (
          <Button icon={<Share2 />} onClick={() => void shareFile(file)}>
            {t.share}
          </Button>
        )}
        <Button onClick={() => saveFile({ name: file.name, content: file })}>{t.again}</Button>
      </div>
    </>
  );
}
