/** One line of the table, and the few sums every bench needs. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  readonly held: boolean | null;
}

export interface BenchSize {
  /** Small and once, so that no bench can rot; its times say nothing. */
  readonly quick: boolean;
  /** Records of the phone whose day is measured; default 50,000. */
  readonly records?: number;
}

/** The value below which `share` of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

/** A figure that is only shown. */
export const shown = (id: string, what: string, value: string): Figure => ({ id, what, value, budget: "", held: null });

/** A figure that must stay within `most`; `unit` follows both numbers. A quick run measures too little to judge. */
export function within(
  id: string,
  what: string,
  { value, most, unit }: { readonly value: number; readonly most: number; readonly unit: string },
  { quick }: BenchSize,
): Figure {
  const budget = `≤ ${most} ${unit}`;
  return {
    id,
    what,
    value: `${value.toFixed(unit === "×" ? 2 : value < 100 ? 1 : 0)} ${unit}`,
    budget,
    held: quick ? null : value <= most,
  };
}
