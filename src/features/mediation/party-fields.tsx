import type { Party } from "#domain/mediation/confidential";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { Checkbox } from "#ui/checkbox";
import { NumberField, SelectField, TextField } from "#ui/field";
import { anEmptyParty, lettered } from "./intake-draft.ts";
import { useMediationText } from "./use-mediation-act.ts";

interface PartiesProps {
  readonly parties: readonly Party[];
  readonly onChange: (parties: Party[]) => void;
}

const MOST = 10;

/** The parties, one card each, as many as there are. */
export function PartiesFields({ parties, onChange }: PartiesProps) {
  const t = useMediationText();
  const put = (index: number, next: Party) => onChange(lettered(parties.map((p, i) => (i === index ? next : p))));
  return (
    <>
      <p className="dim">{t.ageHint}</p>
      {parties.map((party, i) => (
        <Card key={party.key} label={t.party(party.key)}>
          <h2>{t.party(party.key)}</h2>
          <PartyFields party={party} onChange={(next) => put(i, next)} />
          {parties.length > 2 && (
            <Button full onClick={() => onChange(lettered(parties.filter((_p, at) => at !== i)))}>
              {t.removeParty}
            </Button>
          )}
        </Card>
      ))}
      {parties.length < MOST && (
        <Button full onClick={() => onChange([...parties, anEmptyParty(parties.length)])}>
          {t.addParty}
        </Button>
      )}
    </>
  );
}

interface PartyProps {
  readonly party: Party;
  readonly onChange: (party: Party) => void;
}

function PartyFields({ party, onChange }: PartyProps) {
  const t = useMediationText();
  const change = (next: Partial<Party>) => onChange({ ...party, ...next } as Party);
  return (
    <div className="stack">
      <TextField label={t.name} value={party.name} onChange={(name) => change({ name })} />
      <SelectField
        label={t.sideQ}
        value={party.side}
        options={(["applicant", "respondent"] as const).map((value) => ({ value, label: t.side[value] }))}
        onChange={(side) => change({ side })}
      />
      <SelectField
        label={t.kindQ}
        value={party.kind}
        options={(["person", "organisation"] as const).map((value) => ({ value, label: t.kind[value] }))}
        onChange={(kind) => change({ kind })}
      />
      {party.kind === "person" && <PersonFields party={party} change={change} />}
      <TextField label={t.phone} type="tel" optional value={party.phone} onChange={(phone) => change({ phone })} />
      <TextField label={t.address} optional value={party.address} onChange={(address) => change({ address })} />
      <Checkbox
        label={t.identitySeen}
        checked={party.identitySeen}
        onChange={(identitySeen) => change({ identitySeen })}
      />
      <RepresentativeFields party={party} change={change} />
    </div>
  );
}

interface PartProps {
  readonly party: Party;
  readonly change: (next: Partial<Party>) => void;
}

function PersonFields({ party, change }: PartProps) {
  const t = useMediationText();
  const isMinor = party.ageBand === "minor";
  return (
    <>
      <SelectField
        label={t.sexQ}
        optional
        value={party.sex}
        options={(["male", "female"] as const).map((value) => ({ value, label: t.sex[value] }))}
        onChange={(sex) => change({ sex })}
      />
      <TextField label={t.ethnicity} optional value={party.ethnicity} onChange={(ethnicity) => change({ ethnicity })} />
      <Checkbox
        label={t.minor}
        checked={isMinor}
        onChange={(minor) => change({ ageBand: minor ? "minor" : "adult", age: null })}
      />
      {!isMinor && (
        <NumberField label={t.age} optional value={party.age} min={18} max={120} onChange={(age) => change({ age })} />
      )}
      <TextField
        label={t.occupation}
        optional
        value={party.occupation}
        onChange={(occupation) => change({ occupation })}
      />
    </>
  );
}

const NOBODY = { name: "", relation: "", phone: "", hasAuthority: false };

function RepresentativeFields({ party, change }: PartProps) {
  const t = useMediationText();
  const one = party.representative;
  const put = (next: Partial<typeof NOBODY>) => change({ representative: { ...NOBODY, ...one, ...next } });
  return (
    <>
      <Checkbox
        label={t.hasRepresentative}
        checked={one !== null}
        onChange={(has) => change({ representative: has ? NOBODY : null })}
      />
      {one && (
        <>
          <TextField label={t.representativeName} value={one.name} onChange={(name) => put({ name })} />
          <TextField label={t.relation} optional value={one.relation} onChange={(relation) => put({ relation })} />
          <Checkbox
            label={t.hasAuthority}
            checked={one.hasAuthority}
            onChange={(hasAuthority) => put({ hasAuthority })}
          />
        </>
      )}
    </>
  );
}
