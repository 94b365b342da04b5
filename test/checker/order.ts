/** A message at both its ends. */
export interface Carried {
  readonly marker: string;
  /** Its place where it arrived: the vendor's ledger counts up. */
  readonly seq: number;
  /** When Textback took its webhook; null if it never said so. */
  readonly acknowledgedAt: number | null;
  /** When its webhook was first delivered: Textback may have it since then, though its answer was lost. */
  readonly firstTriedAt: number | null;
}

/** What webhooks may change places by, and the sender's order is kept all the same. Milliseconds. */
export const REORDERED_MS = 2_000;

/**
 * The messages, given in the order in which they were sent, that arrived behind a later one, each with that one. A message
 * whose webhook was taken more than two seconds after the other's was delivered, or never, has missed its place.
 */
export function overtaken<C extends Carried>(sent: readonly C[]): { readonly late: C; readonly before: C }[] {
  return sent.flatMap((one, i) => {
    const isLate = (next: C) => next.seq < one.seq && wasThere(one, next);
    const next = sent.slice(i + 1).find(isLate);
    return next === undefined ? [] : [{ late: one, before: next }];
  });
}

const wasThere = (one: Carried, next: Carried) =>
  one.acknowledgedAt !== null &&
  next.firstTriedAt !== null &&
  one.acknowledgedAt <= next.firstTriedAt + REORDERED_MS;
