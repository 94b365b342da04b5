import type { Evidence } from './evidence.js';
import type { SaidByText } from './played.js';

/** From a STOP of a phone's owner to the START that takes it back. Milliseconds since the epoch. */
export interface OptOut {
  readonly saidAt: number;
  /** When Textback took the STOP's webhook; Infinity if it never did. */
  readonly knownAt: number;
  /** Infinity while there is no START. */
  readonly takenBackAt: number;
  /** When Textback took the START's webhook. */
  readonly takenBackKnownAt: number;
}

/** Every opt-out, by phone. A START from somebody who has not opted out means nothing. */
export function optOutsOf(texts: readonly SaidByText[], evidence: Evidence): Map<string, OptOut[]> {
  const all = new Map<string, OptOut[]>();
  for (const { phone, sid, meaning, at } of texts) {
    const mine = all.get(phone) ?? [];
    const last = mine.at(-1);
    const isOut = last?.takenBackAt === Infinity;
    const knownAt = evidence.acknowledgedAt(sid) ?? Infinity;
    if ((meaning === 'stop' || meaning === 'disown') && !isOut) {
      const never = { takenBackAt: Infinity, takenBackKnownAt: Infinity };
      all.set(phone, [...mine, { saidAt: at, knownAt, ...never }]);
    }
    if (meaning === 'start' && isOut)
      all.set(phone, [...mine.slice(0, -1), { ...last, takenBackAt: at, takenBackKnownAt: knownAt }]);
  }
  return all;
}
