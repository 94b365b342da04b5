/**
 * Puts texts, given as inbox row numbers, into the order in which they were written, as far as it is known: those that the vendor lists
 * in the order of its list, and each of the others, which it does not list (yet), before the first text that arrived later. Where
 * nothing is listed, that is the order of arrival.
 *
 * @param listedPlace the text's place in the vendor's list, oldest first; undefined if the list does not show the text.
 */
export function orderByList(
  inboxIds: readonly number[],
  listedPlace: (inboxId: number) => number | undefined,
): number[] {
  const byArrival = [...inboxIds].sort((a, b) => a - b);
  const listed = byArrival.flatMap((id) => {
    const place = listedPlace(id);
    return place === undefined ? [] : [{ id, place }];
  });
  const ordered = listed.sort((a, b) => a.place - b.place).map(({ id }) => id);
  const isListed = new Set(ordered);
  for (const id of byArrival) {
    if (isListed.has(id)) continue;
    const later = ordered.findIndex((other) => other > id);
    ordered.splice(later < 0 ? ordered.length : later, 0, id);
  }
  return ordered;
}
