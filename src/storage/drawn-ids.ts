/**
 * Ids that were drawn in this tab and that nothing has been saved under yet: no record of that name can be anywhere, and a
 * save need not look for it. What another tab saves may have got its ids from a draft of this one: it ends this knowledge.
 */
const MOST = 1_000;
const drawn = new Set<string>();

export function noteDrawn(id: string): string {
  const [oldest] = drawn.size < MOST ? [] : drawn;
  if (oldest !== undefined) drawn.delete(oldest);
  drawn.add(id);
  return id;
}

export const isDrawnOnly = (id: string): boolean => drawn.has(id);

export function noteSavedUnder(ids: Iterable<string>): void {
  for (const id of ids) drawn.delete(id);
}

export const forgetDrawn = (): void => drawn.clear();
