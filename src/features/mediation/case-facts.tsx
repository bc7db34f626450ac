import { Card } from "#ui/card";

/** A name and what is known of it; nothing, where it is not known. */
export type CaseFact = readonly [name: string, value: string | null | undefined];

/** What is known of a file, one under the other; where nothing is known there is no card. `inWords`: with the line breaks of whoever wrote it. */
export function CaseFacts({
  label,
  facts,
  inWords = false,
}: {
  readonly label: string;
  readonly facts: readonly CaseFact[];
  readonly inWords?: boolean;
}) {
  const known = facts.filter(([, value]) => value);
  if (known.length === 0) return null;
  return (
    <Card label={label}>
      <dl className="case-facts">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={inWords ? "case-words" : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
