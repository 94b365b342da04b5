import type { LedgerEntry } from '../../sandbox/shared/ledger.js';
import type { Injected } from './inject.js';

export interface Recovery {
  readonly name: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

/**
 * From each kill to the first effect at a vendor afterwards that needs all of Textback: a text, a post. It tells little
 * where nothing is to be done, and of one of two gateways or workers that its twin takes over.
 */
export function recoveries(
  injected: readonly Injected[],
  ledgers: readonly (readonly LedgerEntry[])[],
): Recovery[] {
  const effects = ledgers
    .flat()
    .filter(
      (entry) =>
        entry.kind === 'effect' &&
        (entry.effect === 'text' || (entry.effect === 'message' && entry.data['by'] === 'api')),
    )
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const byName = new Map<string, number[]>();
  for (const { name, at, fired } of injected) {
    if (!fired || !/^kill|^rolling/.test(name)) continue;
    const next = effects.find((effect) => effect > at);
    if (next !== undefined) byName.set(name, [...(byName.get(name) ?? []), next - at]);
  }
  return [...byName].map(([name, times]) => {
    const sorted = times.sort((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    return { name, count: sorted.length, p50Ms: at(0.5), maxMs: at(1) };
  });
}
