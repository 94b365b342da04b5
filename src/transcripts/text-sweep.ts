import type { ClientsFor } from '../orgs/clients-for.js';
import { inTransaction } from '../platform/db/pool.js';
import type { Sweep, SweepStep } from '../platform/leases/sweeps.js';
import { findCheckpoint, moveCheckpoint } from '../records/checkpoints/checkpoints.js';
import { RECEIVED_AT_ONCE, type ListedText, type SmsClient } from '../vendors/sms.js';
import { eventsOf, missedTexts } from './missed-texts.js';
import { stillMissing, storeMissed, type TakeIn } from './take-in.js';

/** A text may appear in the list after one that was received later; what was read is read again for this long. */
const OVERLAP_MS = 10 * 60_000;

export interface TextSweepOptions extends TakeIn {
  readonly clientsFor: ClientsFor;
  readonly orgId: number;
  /** The org's numbers, as they are now. */
  readonly numbers: () => Promise<readonly string[]>;
}

/**
 * Takes in the texts that our numbers have received and whose webhooks have not come, each number from its checkpoint on. One call to the
 * vendor for each number, and more only after a long outage.
 */
export class TextSweep implements Sweep {
  readonly name = 'texts';
  readonly #options: TextSweepOptions;
  #left: string[] = [];

  constructor(options: TextSweepOptions) {
    this.#options = options;
  }

  async step(): Promise<SweepStep> {
    const { clientsFor, orgId, numbers } = this.#options;
    if (this.#left.length === 0) this.#left = [...(await numbers())];
    const [number] = this.#left;
    if (number === undefined) return 'done';
    const { sms } = await clientsFor(orgId);
    await this.#sweep(sms, orgId, number);
    this.#left.shift();
    return this.#left.length === 0 ? 'done' : 'more';
  }

  async #sweep(sms: SmsClient, orgId: number, number: string): Promise<void> {
    const { pool, metrics } = this.#options;
    const list = `texts:${number}`;
    const { beganAt, readUntil } = await findCheckpoint(pool, orgId, list);
    const since = Math.max(beganAt.getTime(), readUntil.getTime() - OVERLAP_MS);
    const listed = await received(sms, number, since);
    const [newest] = listed;
    if (newest === undefined) return;
    const ours = listed.filter(({ createdAt }) => createdAt >= since);
    const events = await eventsOf(sms, await stillMissing(() => missedTexts(pool, ours)));
    await inTransaction(pool, async (client) => {
      await storeMissed(client, metrics, events, 'sweep');
      await moveCheckpoint(client, orgId, list, new Date(newest.createdAt));
    });
  }
}

/** All that the number has received since then, newest first. */
async function received(sms: SmsClient, number: string, since: number): Promise<readonly ListedText[]> {
  const all = new Map<string, ListedText>();
  for (let before: number | null = null; ;) {
    const texts = await sms.received(number, { since, before });
    const known = all.size;
    for (const text of texts) all.set(text.id, text);
    const oldest = texts.at(-1);
    if (oldest === undefined || texts.length < RECEIVED_AT_ONCE || all.size === known)
      return [...all.values()];
    before = oldest.createdAt;
  }
}
