import MapPin from "lucide-react/icons/map-pin";
import { useEffect, useMemo, useState } from "react";
import { isNearDistrict, type Position } from "#domain/kernel/geo";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { SelectField, TextField } from "#ui/field";
import { useText } from "#ui/text";
import { PickOnMap } from "./pick-on-map.tsx";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { ReportDraft } from "./report-draft.ts";
import { compoundAt, indexPlaces, type PlaceChoice, placeChoices, soundsIn } from "./report-places.ts";
import { type PlacesOnPhone, usePosition } from "./report-sources.ts";
import type { Patch } from "./use-report-draft.ts";

const SHOWN = 30;
const FAR_M = 20_000;
const AFTER_OPENING_MS = 400;

interface WhereProps {
  readonly draft: ReportDraft;
  readonly patch: Patch;
  readonly places: PlacesOnPhone;
  /** Communities the person works in; asked only where a place in words could lie in several. */
  readonly communities: readonly string[];
  readonly onChosen: (change: Partial<ReportDraft>) => void;
}

/** A checkpoint or compound from the list, the phone's own position, or the person's own words. */
export function StepWhere({ draft, patch, places, communities, onChosen }: WhereProps) {
  const t = useText(zh, en);
  const [search, setSearch] = useState("");
  const here = draft.place.position;
  // Putting ten thousand names in order takes longer than searching them: once, not at each letter.
  const index = useMemo(() => indexPlaces(places, here), [places, here]);
  const choices = useMemo(() => placeChoices(index, search), [index, search]);
  useEffect(() => {
    // By the time somebody types letters it is known how the places sound.
    const timer = setTimeout(() => soundsIn(index), AFTER_OPENING_MS);
    return () => clearTimeout(timer);
  }, [index]);
  const choose = (c: PlaceChoice): void => {
    onChosen({
      communityCode: c.communityCode,
      place: { ...draft.place, checkpointId: c.checkpointId, compoundId: c.compoundId },
    });
  };
  return (
    <>
      <OwnPosition draft={draft} patch={patch} places={places} />
      <TextField type="search" label={t.whereSearch} value={search} onChange={setSearch} />
      {choices.length === 0 && <p className="dim">{t.whereNone}</p>}
      {choices.length > 0 && (
        <Card kind="list">
          {choices.slice(0, SHOWN).map((c) => (
            <ListRow key={c.key} onPress={() => choose(c)} end={<Away choice={c} />}>
              {c.name}
              <span className="dim small" style={{ display: "block" }}>
                {c.checkpointId ? c.compoundName : t.compound}
              </span>
            </ListRow>
          ))}
        </Card>
      )}
      {choices.length > SHOWN && <p className="dim">{t.whereMore(choices.length - SHOWN)}</p>}
      <TextField
        label={t.whereWords}
        hint={t.whereWordsHint}
        value={draft.place.spot ?? ""}
        maxLength={100}
        onChange={(spot) => patch((d) => ({ place: { ...d.place, spot: spot || undefined } }))}
      />
      {!draft.place.compoundId && communities.length > 1 && (
        <SelectField
          label={t.community}
          value={draft.communityCode ?? ""}
          options={communities.map((value) => ({ value, label: places.orgUnits.get(value)?.name ?? value }))}
          onChange={(communityCode) => patch(() => ({ communityCode }))}
        />
      )}
    </>
  );
}

function Away({ choice }: { choice: PlaceChoice }) {
  // From far away the distance says nothing but that the position is wrong, which is asked above.
  if (choice.awayM === undefined || choice.awayM > FAR_M) return null;
  return <span className="dim small nowrap">{Math.round(choice.awayM)} m</span>;
}

function OwnPosition({ draft, patch, places }: Pick<WhereProps, "draft" | "patch" | "places">) {
  const t = useText(zh, en);
  const { find, finding, failed } = usePosition();
  const { position } = draft.place;
  const take = (found: Position): void => {
    const compound = compoundAt(places, found);
    patch((d) => ({
      farConfirmed: undefined,
      ...(compound && !d.place.checkpointId ? { communityCode: compound.communityCode } : {}),
      place: {
        ...d.place,
        position: found,
        ...(compound && !d.place.checkpointId ? { compoundId: compound.id } : {}),
      },
    }));
  };
  const drop = (): void => patch((d) => ({ farConfirmed: undefined, place: { ...d.place, position: undefined } }));
  if (!position) {
    return (
      <>
        <Button full icon={<MapPin />} busy={finding} onClick={() => void find(take)}>
          {finding ? t.whereFinding : t.whereNear}
        </Button>
        {failed && <Banner tone="warn">{t.whereNoFix}</Banner>}
        <PickOnMap places={places} within={draft.place.compoundId} onPick={take} />
      </>
    );
  }
  if (!isNearDistrict(position) && !draft.farConfirmed) {
    return (
      <Banner tone="warn" title={t.whereFar}>
        <div className="row">
          <Button onClick={() => patch(() => ({ farConfirmed: true }))}>{t.whereFarYes}</Button>
          <Button onClick={drop}>{t.whereFarNo}</Button>
        </div>
      </Banner>
    );
  }
  return (
    <div className="row-apart">
      <span>{t.whereAt(Math.round(position.accM))}</span>
      <Button variant="quiet" onClick={drop}>
        {t.whereDrop}
      </Button>
    </div>
  );
}
