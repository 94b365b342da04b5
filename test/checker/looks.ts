import type { LedgerEntry } from '../../sandbox/shared/ledger.js';

/** When Drift was asked about a conversation, and answered: for its status, and for its messages. Milliseconds on the ledger's clock. */
export interface Looks {
  /** When it answered that there is no such conversation. */
  readonly gone: readonly number[];
  readonly status: readonly number[];
  readonly messages: readonly number[];
}

const ASKED = /^\/conversations\/(\d+)(\/messages)?$/;
/** A look that is older than this says nothing about the moment of sending. */
const COUNTS_MS = 5_000;

/** Every look of Textback at Drift, by conversation. */
export function looksIn(drift: readonly LedgerEntry[]): ReadonlyMap<number, Looks> {
  const found = new Map<number, { gone: number[]; status: number[]; messages: number[] }>();
  for (const entry of drift) {
    if (entry.kind !== 'request' || entry.method !== 'GET' || entry.reply !== 'sent') continue;
    if (entry.status !== 200 && entry.status !== 404) continue;
    const [, id, messages] = ASKED.exec(entry.path) ?? [];
    if (id === undefined) continue;
    const looks = found.get(Number(id)) ?? { gone: [], status: [], messages: [] };
    const kind = messages === undefined ? 'status' : 'messages';
    looks[entry.status === 404 ? 'gone' : kind].push(entry.at);
    found.set(Number(id), looks);
  }
  return found;
}

/**
 * What was there at this moment had to be known when a text set out at `at`: where Drift was asked shortly before, the moment
 * of that look, however slow the machine was from then on; else `otherwise`.
 */
export function knownSince(looks: readonly number[] | undefined, at: number, otherwise: number): number {
  const last = looks?.filter((look) => look <= at).at(-1);
  return last !== undefined && at - last <= COUNTS_MS ? Math.min(last, otherwise) : otherwise;
}
