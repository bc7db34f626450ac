import type { ChecklistCategory } from "#domain/checklist/checklist";
import { SeverityBadge } from "#ui/badge";
import { Card } from "#ui/card";
import { useLang, useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft } from "./report-draft.ts";
import type { PlacesOnPhone } from "./report-sources.ts";

interface ReadProps {
  readonly draft: ReportDraft;
  readonly places: PlacesOnPhone;
  readonly category: ChecklistCategory | undefined;
}

/** The report, read back in one sentence before it is handed in. */
export function StepRead({ draft, places, category }: ReadProps) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const { place, severity, ownerKind } = draft;
  const compound = places.compounds.get(place.compoundId ?? "")?.name;
  const point = place.checkpointId ? places.checkpoints.get(place.checkpointId)?.name : undefined;
  const at = place.position ? t.whereAt(Math.round(place.position.accM)) : undefined;
  const where = [compound, point, place.spot].filter(Boolean).join(" ") || at || "";
  const what = (lang === "zh" ? category?.label : category?.labelEn) ?? "";
  return (
    <Card kind="accent">
      {severity && <SeverityBadge severity={severity} />}
      <p className="subtitle">
        {t.sentence(
          where,
          what,
          severity ? t.severityWord[severity] : "",
          t.photosN(draft.photos.length),
          ownerKind ? t.owner[ownerKind] : "",
        )}
      </p>
      {draft.words.trim() && <p>{t.said(draft.words.trim())}</p>}
      {draft.emergency && <p>{t.called(t.emergency[draft.emergency])}</p>}
    </Card>
  );
}
