import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { FilterChips } from "#ui/chips";
import { TextField } from "#ui/field";
import { Fold } from "#ui/fold";
import { useText } from "#ui/text";
import { FOR_ALL, type MissedGroup, type Reasons, withOwnReason, withReasonForAll } from "./missed.ts";
import "./missed.css";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";

interface ReasonProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** A reason by one tap, or in the person's own words. */
export function ReasonChips({ label, options, value, onChange }: ReasonProps) {
  const t = useText(zh, en);
  const known = options.includes(value);
  return (
    <div className="stack">
      <FilterChips
        single
        label={label}
        options={options.map((o) => ({ value: o, label: o }))}
        value={known ? [value] : []}
        onChange={(next) => onChange(next[0] ?? "")}
      />
      <TextField label={t.otherReason} value={known ? "" : value} maxLength={100} onChange={onChange} />
    </div>
  );
}

interface MissedProps {
  readonly groups: readonly MissedGroup[];
  readonly reasons: Reasons;
  readonly onChange: (reasons: Reasons) => void;
}

/** So many stops stand open; more are folded by building. */
const FEW = 6;

/** Every stop nobody looked at has its reason: one for all by a tap, and its own where it was another. */
export function MissedReasons({ groups, reasons, onChange }: MissedProps) {
  const t = useText(zh, en);
  const count = groups.reduce((sum, group) => sum + group.stops.length, 0);
  const compounds = [...new Set(groups.map((group) => group.compound))];
  return (
    <section className="stack" aria-label={t.missedTitle(count)}>
      <h2>{t.missedTitle(count)}</h2>
      {count > 1 && <p className="dim">{t.missedAll}</p>}
      <ReasonChips
        label={t.missedAll}
        options={t.reasons}
        value={reasons[FOR_ALL] ?? ""}
        onChange={(reason) => onChange(withReasonForAll(reasons, reason))}
      />
      {count > 1 && <p className="dim">{t.missedEach}</p>}
      {compounds.map((compound) => (
        <div key={compound?.id ?? ""} className="stack-tight">
          {compounds.length > 1 && <h3>{compound?.name}</h3>}
          <Card kind="list">
            {groups
              .filter((group) => group.compound === compound)
              .map((group) => (
                <Fold
                  key={group.key}
                  open={count <= FEW}
                  title={t.missedGroup(group.building?.label ?? t.missedOutside, group.stops.length)}
                >
                  <ul>
                    {group.stops.map((stop) => (
                      <MissedStop key={stop.id} stop={stop} reasons={reasons} onChange={onChange} />
                    ))}
                  </ul>
                </Fold>
              ))}
          </Card>
        </div>
      ))}
    </section>
  );
}

interface MissedStopProps extends Omit<MissedProps, "groups"> {
  readonly stop: MissedGroup["stops"][number];
}

/** One stop with what will be said of it; a tap gives it its own reason, another takes that away. */
function MissedStop({ stop: { id, name }, reasons, onChange }: MissedStopProps) {
  const t = useText(zh, en);
  const own = reasons[id];
  return (
    <li className="missed-stop">
      <p>{name}</p>
      {own === undefined ? (
        <Button aria-label={t.missedOwnOf(name)} onClick={() => onChange(withOwnReason(reasons, id, ""))}>
          {t.missedOwn}
        </Button>
      ) : (
        <>
          <ReasonChips
            label={name}
            options={t.reasons}
            value={own}
            onChange={(reason) => onChange(withOwnReason(reasons, id, reason))}
          />
          <Button
            variant="quiet"
            aria-label={t.missedAsAllOf(name)}
            onClick={() => onChange(withOwnReason(reasons, id, undefined))}
          >
            {t.missedAsAll}
          </Button>
        </>
      )}
    </li>
  );
}

interface SeenProps {
  readonly stops: readonly { readonly id: string; readonly name: string }[];
  readonly value: string[];
  readonly onChange: (ids: string[]) => void;
}

export function SeenStops({ stops, value, onChange }: SeenProps) {
  const t = useText(zh, en);
  return (
    <div className="stack">
      <Button onClick={() => onChange(stops.map((s) => s.id))}>{t.lateAll}</Button>
      <BigChoice
        multiple
        label={t.lateSeen}
        options={stops.map((s) => ({ value: s.id, label: s.name }))}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
