import type { WaitingEvent } from '../inbox/store.js';
import { Settler, type Brought } from './settler.js';
import type { Settled } from './settled.js';
import { Streams } from './stream.js';

/** `waits`: it could not be handed over, for a reason of its own. `away`: nothing can be, at the moment. */
export type HandedOver = Settled | 'waits' | 'away';

export interface RoundOptions {
  /** The oldest waiting events without those in hand, `batch` at the most. */
  readonly find: (inHand: readonly number[]) => Promise<readonly WaitingEvent[]>;
  readonly batch: number;
  readonly handOver: (event: WaitingEvent) => Promise<HandedOver>;
  readonly settle: (brought: readonly Brought[]) => Promise<void>;
  /** Streams worked on at once. */
  readonly slots: number;
  /** The round ends with the hand-overs at work after this time. Milliseconds. */
  readonly lastsMs: number;
  /** A look at the inbox without being woken; and a stream that waits is tried again after this time. Milliseconds. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/** After so many hand-overs in a row that find the receiver away, nothing more is taken from the inbox. */
const AWAY_AFTER = 8;

/**
 * Hands over what waits and what comes meanwhile: streams side by side, the events of each in order. An event is taken from the
 * inbox while others are at work, and written down as settled beside the next hand-over of its stream.
 */
export class Round {
  readonly #options: RoundOptions;
  readonly #streams = new Streams();
  readonly #inHand = new Set<number>();
  readonly #settler: Settler;
  readonly #atWork = new Set<Promise<void>>();
  #endsAt: number;
  #mayHaveMore = true;
  #fetching: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #awayInARow = 0;
  #changed: () => void = () => undefined;

  constructor(options: RoundOptions) {
    this.#options = options;
    this.#endsAt = Date.now() + options.lastsMs;
    this.#settler = new Settler(async (brought) => {
      await options.settle(brought);
      for (const { event } of brought) this.#inHand.delete(event.id);
    });
  }

  /** Something was stored: look at once. */
  wake(): void {
    this.#mayHaveMore = true;
    this.#changed();
  }

  /** False where the receiver is away. @throws what reading or settling has failed with, after all work has ended. */
  async run(): Promise<boolean> {
    const { signal, slots } = this.#options;
    const onAbort = () => this.#changed();
    signal.addEventListener('abort', onAbort);
    try {
      while (this.#goesOn()) {
        if (this.#mayHaveMore && !this.#isAway && this.#streams.free < slots)
          this.#fetching ??= this.#fetch();
        this.#fillSlots();
        await this.#change();
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    await Promise.all([...this.#atWork, this.#fetching]);
    await this.#settler.finish();
    if (this.#failure !== null) throw this.#failure.error;
    return !this.#isAway;
  }

  get #isAway(): boolean {
    return this.#awayInARow >= AWAY_AFTER;
  }

  #goesOn(): boolean {
    const { signal } = this.#options;
    const isBroken = this.#failure !== null || this.#settler.hasFailed;
    // What is in hand is tried all the same: much of it needs nothing but our own records, and a STOP counts from there on.
    const isTried = this.#isAway && this.#streams.free === 0 && this.#atWork.size === 0;
    return !signal.aborted && !isBroken && !isTried && Date.now() < this.#endsAt;
  }

  #fillSlots(): void {
    while (this.#atWork.size < this.#options.slots && this.#streams.free > 0) {
      const stream = this.#streams.take() ?? '';
      const work: Promise<void> = this.#workOn(stream).finally(() => {
        this.#atWork.delete(work);
        this.#changed();
      });
      this.#atWork.add(work);
    }
  }

  async #fetch(): Promise<void> {
    const { find, batch } = this.#options;
    this.#mayHaveMore = false;
    try {
      const found = await find([...this.#inHand]);
      for (const { id } of found) this.#inHand.add(id);
      this.#streams.add(found);
      if (found.length >= batch) this.#mayHaveMore = true;
    } catch (error) {
      this.#failure = { error };
    }
    this.#fetching = null;
    this.#changed();
  }

  async #workOn(stream: string): Promise<void> {
    const { handOver, pollMs } = this.#options;
    for (
      let event = this.#streams.next(stream);
      event && this.#goesOn();
      event = this.#streams.next(stream)
    ) {
      const outcome = await handOver(event);
      if (typeof outcome === 'object') {
        this.#awayInARow = 0;
        this.#settler.add({ event, settled: outcome });
        continue;
      }
      // The stream is left as it is: what else comes of it waits behind this event.
      if (outcome === 'away') this.#awayInARow += 1;
      else this.#endsAt = Math.min(this.#endsAt, Date.now() + pollMs);
      return;
    }
  }

  /** Waits until there may be something to do. */
  async #change(): Promise<void> {
    const waitMs = Math.min(this.#options.pollMs, this.#endsAt - Date.now());
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#mayHaveMore = true;
        resolve();
      }, waitMs);
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
