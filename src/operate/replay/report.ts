import type { Replayed } from './replay-histories.js';

/** The line for one history. */
export function verdictLine({ name, events, broken }: Replayed): string {
  const what = `${name}, ${events} events`;
  if (broken === null) return `replays  ${what}`;
  const { eventId, eventType, why } = broken;
  const where = eventId === null ? '' : ` at event ${eventId} (${eventType ?? 'unknown'})`;
  return `BREAKS   ${what}${where}: ${why}`;
}

/** The last line: whether this build is safe to deploy beside the replayed workflows. */
export function summaryLine(counts: { readonly replayed: number; readonly broken: number }): string {
  const { replayed, broken } = counts;
  const fine = `${replayed - broken} of ${replayed} histories replay on this build`;
  return broken === 0 ? fine : `${fine}; ${broken} would break: do not deploy this build while they run`;
}
