import { saveFile } from "#device/download";
import type { CaseFiguresReply } from "#sync/case-figures";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { useQuarrelWords } from "#ui/quarrel-words";
import { exactTime, When } from "#ui/time";
import { useToast } from "#ui/toast";
import { DeskFrame } from "../desk-frame.tsx";
import { Online } from "../online.tsx";
import { CaseControls } from "./case-controls.tsx";
import { composeCsv } from "./case-csv.ts";
import "../figures/figures.css";
import "./case-figures.css";
import { periodName, useCaseFiguresText } from "./case-figures-text.ts";
import { CaseTable } from "./case-table.tsx";
import { FigureCards } from "./figure-cards.tsx";
import { OpeningBalances } from "./opening-balance.tsx";
import { holdsHidden } from "./say-figures.ts";
import { type Asked, useAsked } from "./use-asked.ts";
import { useCaseFigures, useKeyName } from "./use-case-figures.ts";

/** 调解统计: how many quarrels, and what became of them; for whoever may count them, as closely as he may. */
export default function CaseFiguresPage() {
  const t = useCaseFiguresText();
  const asked = useAsked();
  const query = useCaseFigures(asked);
  return (
    <DeskFrame
      title={t.title}
      lead={t.lead}
      actions={
        <>
          {!asked.figuresOnly && <LinkButton to="/desk/mediations">{t.toRegister}</LinkButton>}
          {query.data && <SaveTable asked={asked} answer={query.data} />}
          <LinkButton to={`/desk/print/mediation-figures?${addressOf(asked)}`}>{t.print}</LinkButton>
        </>
      }
    >
      <CaseControls asked={asked} />
      <Online query={query}>{(answer) => <Answer asked={asked} answer={answer} />}</Online>
      <OpeningBalances />
    </DeskFrame>
  );
}

const addressOf = ({ basis, period, by }: Asked): string => new URLSearchParams({ basis, period, by }).toString();

interface AnswerProps {
  readonly asked: Asked;
  readonly answer: CaseFiguresReply;
}

/** Exactly what the page shows, for a spreadsheet. */
function SaveTable({ asked, answer }: AnswerProps) {
  const t = useCaseFiguresText();
  const words = useQuarrelWords();
  const toast = useToast();
  const nameOf = useKeyName(asked.by);
  const title = `${t.title} ${words.basis(asked.basis)} ${periodName(t, asked.period)}`;
  const save = (): void => {
    const heading = [
      title,
      ...(answer.days ? [`${t.counted(answer.days.from, answer.days.to)} ${exactTime(answer.at)}`] : []),
    ];
    const content = composeCsv(t, { heading, basis: asked.basis, byName: t.by[asked.by], nameOf, answer });
    saveFile({ name: `${title}.csv`, content, type: "text/csv;charset=utf-8" });
    toast({ text: t.exported });
  };
  return <Button onClick={save}>{t.export}</Button>;
}

function Answer({ asked, answer }: AnswerProps) {
  const t = useCaseFiguresText();
  const { basis, by, figuresOnly } = asked;
  const { at, days, guarded, rows, total } = answer;
  if (!days) return <EmptyState title={t.notYet} text={t.notYetText} />;
  if (total.listed === 0) return <EmptyState title={t.empty} text={t.emptyText} />;
  return (
    <div className="stack-wide">
      <p className="dim small">
        {t.counted(days.from, days.to)} <When at={at} />
        {guarded && ` · ${t.wholeMonths}`}
      </p>
      <FigureCards basis={basis} cells={total} />
      <section className="stack" aria-label={t.tableTitle(t.by[by])}>
        <h2>{t.tableTitle(t.by[by])}</h2>
        {holdsHidden([...rows.map(({ cells }) => cells), total], basis) && (
          <Banner title={t.hiddenTitle}>
            <p>{t.fewWhy}</p>
            <p>{guarded ? t.keptWhy : t.besideWhy}</p>
          </Banner>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard */}
        <section className="case-scroll" aria-label={t.sideways} tabIndex={0}>
          <CaseTable
            className="desk-figures"
            {...{ basis, by, answer }}
            registerOf={figuresOnly ? undefined : (key) => registerOf(asked, key)}
          />
        </section>
      </section>
    </div>
  );
}

/** The lines of the register that a number counts; undefined where the register knows no such filter (days of one's own, tags). */
function registerOf({ basis, period, span, by, community }: Asked, key: string | null): string | undefined {
  const month = by === "month" && key !== null ? key : span === "month" ? period : undefined;
  if (month === undefined || by === "tag") return undefined;
  const place = by === "community" ? key : community;
  const params = new URLSearchParams({ basis, month, ...(place ? { community: place } : {}) });
  if (by === "category" && key !== null) params.set("category", key);
  return `/desk/mediations?${params}`;
}
