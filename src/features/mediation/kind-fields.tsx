import { CATEGORIES, type Category, TAGS, type Tag } from "#domain/mediation/words";
import { usePlaces } from "#storage/places";
import { FilterChips } from "#ui/chips";
import { SelectField } from "#ui/field";
import { useMediationText } from "./use-mediation-act.ts";

interface Kind {
  readonly category: Category;
  readonly tags: readonly Tag[];
  /** "": no one compound. */
  readonly compoundId: string;
}

interface KindProps {
  readonly kind: Kind;
  readonly code: string;
  readonly change: (next: Partial<Kind>) => void;
}

/** Of what kind a quarrel is, and in which compound of the community. */
export function KindFields({ kind, code, change }: KindProps) {
  const t = useMediationText();
  const compounds = [...(usePlaces()?.compounds.values() ?? [])].filter((c) => c.communityCode === code);
  return (
    <>
      <SelectField
        label={t.what}
        value={kind.category}
        options={CATEGORIES.map((value) => ({ value, label: t.category[value] }))}
        onChange={(category) => change({ category })}
      />
      <FilterChips
        asked
        label={t.which}
        options={TAGS.map((value) => ({ value, label: t.tag[value] }))}
        value={kind.tags}
        onChange={(tags) => change({ tags })}
      />
      <SelectField
        label={t.compound}
        value={kind.compoundId || "none"}
        options={[
          { value: "none", label: t.anyCompound },
          ...compounds.map((c) => ({ value: c.id as string, label: c.name })),
        ]}
        onChange={(next) => change({ compoundId: next === "none" ? "" : next })}
      />
    </>
  );
}
