import { setTimeout as sleep } from 'node:timers/promises';
import type { TwilioSimulator } from '../../sandbox/twilio/simulator.js';

/** A follow-up as the visitor's phone has it. */
export interface SeenFollowUp {
  /** Our number. */
  readonly from: string;
  readonly to: string;
}

/** To the visitor of this name, on this phone, or on any if null, and seen after that moment of `performance.now()`. */
export interface WantedFollowUp {
  readonly name: string;
  readonly to: string | null;
  readonly since: number;
}

const LOOK_EVERY_MS = 40;

/** Looks at the simulated phones for follow-ups, for everybody who waits for one. */
export class FollowUpsSeen {
  readonly #twilio: TwilioSimulator;
  readonly #nameIn: (body: string) => string | null;
  readonly #byName = new Map<string, (SeenFollowUp & { readonly seenAt: number })[]>();
  #lastSeq: number;
  #timer: NodeJS.Timeout;

  /** `nameIn`: the visitor's first name if the body is a follow-up, else null. */
  constructor(twilio: TwilioSimulator, nameIn: (body: string) => string | null) {
    this.#twilio = twilio;
    this.#nameIn = nameIn;
    this.#lastSeq = twilio.ledger.lastSeq;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** The newest follow-up of this kind; null if there is none `withinMs` from now. */
  async waitFor({ name, to, since }: WantedFollowUp, withinMs: number): Promise<SeenFollowUp | null> {
    const until = performance.now() + withinMs;
    for (;;) {
      const seen = this.#byName.get(name) ?? [];
      const found = seen.findLast((one) => one.seenAt >= since && (to === null || one.to === to));
      if (found !== undefined) return found;
      if (performance.now() >= until) return null;
      await sleep(LOOK_EVERY_MS);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { ledger } = this.#twilio;
    if (ledger.lastSeq === this.#lastSeq) return;
    const news = ledger.entries(this.#lastSeq);
    this.#lastSeq = ledger.lastSeq;
    for (const entry of news) {
      if (entry.kind !== 'effect' || entry.effect !== 'text') continue;
      const name = this.#nameIn(String(entry.data['body']));
      const from = entry.data['from'];
      if (name === null || typeof from !== 'string') continue;
      const followUp = { from, to: String(entry.data['to']), seenAt: performance.now() };
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), followUp]);
    }
  }
}
