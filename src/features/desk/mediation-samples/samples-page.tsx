import { useState } from "react";
import { mayKeepSamples } from "#domain/mediation/sample-commands";
import { idOfReplaced, type MediationSample, type SampleOffer, samplesFor } from "#domain/mediation/samples";
import { useMediationSamples } from "#storage/mediation-samples";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { SelectField } from "#ui/field";
import { useText } from "#ui/text";
import { DeskFrame } from "../desk-frame.tsx";
import { SampleEditor } from "./sample-editor.tsx";
import { en } from "./samples.en.ts";
import { zh } from "./samples.zh.ts";

/** 协议范本 of a district or street: those in use, those out of use, and one of them to be edited. */
export default function SamplesPage() {
  const t = useText(zh, en);
  const me = useMe();
  const places = usePlaces();
  const [chosen, setChosen] = useState<string>();
  if (!me || !places) return <DeskFrame title={t.title}>{<LoadingState />}</DeskFrame>;
  const units = [...places.orgUnits.values()].filter(({ id }) => mayKeepSamples(me.actor, id));
  const unit = units.find(({ id }) => id === chosen) ?? units[0];
  return (
    <DeskFrame title={t.title} lead={t.lead}>
      {unit ? (
        <div className="stack">
          {units.length > 1 && (
            <div className="desk-narrow">
              <SelectField
                label={t.whose}
                value={unit.id}
                options={units.map(({ id, name }) => ({ value: id as string, label: name }))}
                onChange={setChosen}
              />
            </div>
          )}
          <SamplesOf key={unit.id} orgCode={unit.id} />
        </div>
      ) : (
        <EmptyState title={t.nothing} text={t.nothingText} />
      )}
    </DeskFrame>
  );
}

/** What is out of use here, as it can be taken back. */
const retiredOf = (records: readonly MediationSample[], orgCode: string): SampleOffer[] =>
  records
    .filter((one) => one.orgCode === orgCode && one.retired)
    .map(({ id, title, terms, replaces }) => ({ ...{ id, title, terms, orgCode }, tag: replaces }));

function SamplesOf({ orgCode }: { readonly orgCode: string }) {
  const t = useText(zh, en);
  const records = useMediationSamples();
  const [open, setOpen] = useState<SampleOffer>();
  if (!records) return <LoadingState />;
  const inUse = samplesFor(records, orgCode);
  const retired = retiredOf(records, orgCode);
  const shown = [...inUse, ...retired].find(({ id }) => id === open?.id) ?? open ?? inUse[0];
  const add = (): void => setOpen({ id: newId(), title: t.newTitle, terms: [], tag: null, orgCode });
  return (
    <div className="desk-halves">
      <div className="stack">
        <SampleList title={t.inUse} samples={inUse} onOpen={setOpen} />
        {retired.length > 0 && <SampleList title={t.retired} samples={retired} onOpen={setOpen} />}
        <div>
          <Button onClick={add}>{t.add}</Button>
        </div>
      </div>
      {shown && (
        <SampleEditor
          key={shown.id}
          sample={shown}
          orgCode={orgCode}
          sampleId={shown.orgCode === orgCode ? shown.id : shown.tag ? idOfReplaced(orgCode, shown.tag) : undefined}
          record={records.find(({ id }) => id === shown.id)}
          onSaved={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

interface SampleListProps {
  readonly title: string;
  readonly samples: readonly SampleOffer[];
  readonly onOpen: (sample: SampleOffer) => void;
}

function SampleList({ title, samples, onOpen }: SampleListProps) {
  const t = useText(zh, en);
  const places = usePlaces();
  const whose = ({ orgCode, tag }: SampleOffer): string => {
    if (orgCode === null) return t.own;
    const unit = places?.orgUnits.get(orgCode)?.name ?? orgCode;
    return tag ? t.edited(unit) : t.of(unit);
  };
  return (
    <section className="stack-tight" aria-label={title}>
      <h2>{title}</h2>
      <Card kind="list">
        {samples.map((sample) => (
          <ListRow key={sample.id} onPress={() => onOpen(sample)}>
            <span className="stack-tight">
              <strong>{sample.title}</strong>
              <span className="dim small">{whose(sample)}</span>
            </span>
          </ListRow>
        ))}
      </Card>
    </section>
  );
}
