import type { ChecklistCategory } from "#domain/checklist/checklist";
import { SeverityBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { ownerText } from "#ui/owner-text";
import { ReadAloud } from "#ui/read-aloud";
import { useLang, useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft, Step } from "./report-draft.ts";
import type { PlacesOnPhone } from "./report-sources.ts";

interface ReadProps {
  readonly draft: ReportDraft;
  readonly places: PlacesOnPhone;
  readonly category: ChecklistCategory | undefined;
  /** To the question that is to be answered again. */
  readonly onChange: (step: Step) => void;
}

/** The answers as words, each under its own question. */
function useAnswers({ draft, places, category }: Omit<ReadProps, "onChange">) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const { place, severity, ownerKind } = draft;
  const compound = places.compounds.get(place.compoundId ?? "")?.name;
  const point = place.checkpointId ? places.checkpoints.get(place.checkpointId)?.name : undefined;
  const at = place.position ? t.whereAt(Math.round(place.position.accM)) : undefined;
  return {
    where: [compound, point, place.spot].filter(Boolean).join(" ") || at || "",
    what: (lang === "zh" ? category?.label : category?.labelEn) ?? "",
    urgent: severity ? t.severityWord[severity] : "",
    photos: t.photosN(draft.photos.length),
    words: draft.words.trim() || t.wordsNone,
    who: ownerKind ? ownerText(lang, ownerKind) : "",
  };
}

/** The report, read back in one sentence before it is handed in; every answer can be given again. */
export function StepRead({ draft, places, category, onChange }: ReadProps) {
  const t = useText(zh, en);
  const answers = useAnswers({ draft, places, category });
  const { where, what, urgent, photos, who } = answers;
  const sentence = t.sentence(where, what, urgent, photos, who);
  const said = draft.words.trim() ? t.said(draft.words.trim()) : undefined;
  const called = draft.emergency ? t.called(t.emergency[draft.emergency]) : undefined;
  const rows: readonly (readonly [Step, string])[] = [
    ["where", t.whereQ],
    ["what", t.whatQ],
    ["urgent", t.urgentQ],
    ["photos", t.photosRow],
    ["words", t.wordsQ],
    ["who", t.whoQ],
  ];
  return (
    <>
      <Card kind="accent">
        {draft.severity && <SeverityBadge severity={draft.severity} word={urgent} />}
        <p className="subtitle">{sentence}</p>
        {said && <p>{said}</p>}
        {called && <p>{called}</p>}
        <ReadAloud text={[sentence, said, called].filter(Boolean).join("。")} />
      </Card>
      <section className="stack" aria-label={t.changeTitle}>
        <h3>{t.changeTitle}</h3>
        <Card kind="list">
          {rows.map(([step, question]) => (
            <ListRow key={step} onPress={() => onChange(step)}>
              <span className="dim small" style={{ display: "block" }}>
                {question}
              </span>
              {answers[step as keyof typeof answers]}
            </ListRow>
          ))}
        </Card>
      </section>
    </>
  );
}
