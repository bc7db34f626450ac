import { retireSample, saveSample } from "#domain/mediation/sample-commands";
import { filled, type MediationSample, PLACEHOLDERS, type SampleOffer } from "#domain/mediation/samples";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { LoadingState } from "#ui/empty";
import { TextArea, TextField } from "#ui/field";
import { useText } from "#ui/text";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { useForm } from "../use-form.ts";
import { en } from "./samples.en.ts";
import { zh } from "./samples.zh.ts";

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

interface EditorProps {
  readonly sample: SampleOffer;
  /** The unit it is edited for. */
  readonly orgCode: string;
  /** Under which id it is kept there; undefined: of the unit above, and only to be read here. */
  readonly sampleId: string | undefined;
  /** undefined: it is the app's, or new. */
  readonly record: MediationSample | undefined;
  readonly onSaved: () => void;
}

/** One sample: its name and clauses, beside them what a mediator sees. */
export function SampleEditor({ sample, orgCode, sampleId, record, onSaved }: EditorProps) {
  const t = useText(zh, en);
  const desk = useDeskText();
  const { act, problem, busy } = useAct();
  const form = useForm(`desk.sample.${orgCode}.${sample.id}`, {
    title: sample.title,
    terms: sample.terms.join("\n"),
  });
  if (!form.ready) return <LoadingState />;
  const title = form.value.title.trim();
  const terms = linesOf(form.value.terms);
  const isOwn = record?.orgCode === orgCode;
  const content = { title, terms, orgCode, replaces: sample.tag };
  const save = async (): Promise<void> => {
    if (!sampleId || !(await act([saveSample({ sampleId, ...content })], t.saved))) return;
    await form.clear();
    onSaved();
  };
  const retire = async (retired: boolean): Promise<void> => {
    if (!sampleId) return;
    // A sample that is not the unit's own yet becomes it, to be taken out of use there.
    const first = isOwn ? [] : [saveSample({ sampleId, ...content })];
    if (await act([...first, retireSample({ sampleId, retired })], retired ? t.retiredDone : t.restored)) onSaved();
  };
  const isWhole = title !== "" && terms.length > 0;
  return (
    <div className="stack">
      {sample.orgCode === null && <Banner>{t.reset}</Banner>}
      {sample.orgCode !== null && sample.orgCode !== orgCode && <Banner>{t.fromAbove}</Banner>}
      <TextField
        label={t.name}
        maxLength={60}
        value={form.value.title}
        onChange={(next) => form.set({ title: next })}
      />
      <TextArea label={t.terms} rows={8} value={form.value.terms} onChange={(next) => form.set({ terms: next })} />
      <Placeholders onInsert={(one) => form.set({ terms: `${form.value.terms}${one}` })} />
      <Problem text={problem} />
      {form.changed && <p className="dim small">{desk.notSavedYet}</p>}
      <div className="row">
        <Button variant="main" busy={busy} disabled={!isWhole || !sampleId} onClick={() => void save()}>
          {t.save}
        </Button>
        {record?.retired ? (
          <Button busy={busy} onClick={() => void retire(false)}>
            {t.restore}
          </Button>
        ) : (
          (sample.orgCode === null || record !== undefined) && (
            <Button busy={busy} disabled={!sampleId || !isWhole} onClick={() => void retire(true)}>
              {t.retire}
            </Button>
          )
        )}
      </div>
      <Card label={t.preview}>
        <h2>{t.preview}</h2>
        <ol lang="zh-CN">
          {filled(terms, t.example).map((term) => (
            <li key={term}>{term}</li>
          ))}
        </ol>
      </Card>
    </div>
  );
}

function Placeholders({ onInsert }: { readonly onInsert: (placeholder: string) => void }) {
  const t = useText(zh, en);
  return (
    <section className="stack-tight" aria-label={t.placeholders}>
      <h3>{t.placeholders}</h3>
      <p className="dim small">{t.placeholdersText}</p>
      <dl className="stack-tight">
        {PLACEHOLDERS.map((one) => (
          <div key={one} className="row">
            <dt>
              <Button onClick={() => onInsert(one)} aria-label={t.insert(one)}>
                {one}
              </Button>
            </dt>
            <dd className="small">{t.placeholder[one]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
