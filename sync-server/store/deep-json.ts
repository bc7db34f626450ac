/** JSON of any depth: what came as text may be nested deeper than JSON.stringify or the database can follow. */

/** Deeper than any record of ours by far, and far from what the database gives up at. */
const MOST_LEVELS = 100;

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MOST_LEVELS; depth++) {
    level = level.filter(isNested).flatMap((one) => Object.values(one));
    if (level.length === 0) return false;
  }
  return true;
}

/** As JSON.stringify of a value that JSON.parse gave, without calling itself. */
export function deepJson(value: unknown): string {
  const parts: string[] = [];
  const todo: { readonly text?: string; readonly value?: unknown }[] = [{ value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.text !== undefined) parts.push(next.text);
    else if (!isNested(next.value)) parts.push(JSON.stringify(next.value) ?? "null");
    else todo.push(...inside(next.value).reverse());
  }
  return parts.join("");
}

function inside(value: object): { text?: string; value?: unknown }[] {
  const comma = (i: number) => (i > 0 ? [{ text: "," }] : []);
  if (Array.isArray(value)) {
    return [{ text: "[" }, ...value.flatMap((one, i) => [...comma(i), { value: one as unknown }]), { text: "]" }];
  }
  const members = Object.entries(value).flatMap(([key, one], i) => [
    ...comma(i),
    { text: `${JSON.stringify(key)}:` },
    { value: one as unknown },
  ]);
  return [{ text: "{" }, ...members, { text: "}" }];
}
