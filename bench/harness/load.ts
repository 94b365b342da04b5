import { Pool, type Dispatcher } from 'undici';
import { atRate } from './pace.js';
import type { Webhook } from './webhooks.js';

/** What came of many webhooks. Milliseconds. */
export interface Sent {
  /** Of those that were answered with a 2xx. */
  readonly latencies: readonly number[];
  /** Answered otherwise, or not at all. */
  readonly failed: number;
  /** From the first sending to the last answer. */
  readonly tookMs: number;
}

export const perSecond = ({ latencies, tookMs }: Sent): number => (latencies.length / tookMs) * 1_000;

/** Calls back with the status of the answer once it is complete, or with null where none came. */
class Reply implements Dispatcher.DispatchHandler {
  readonly #done: (status: number | null) => void;
  #status: number | null = null;

  constructor(done: (status: number | null) => void) {
    this.#done = done;
  }

  onRequestStart(): void {
    // Required by undici; the answer is all that counts.
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(): void {
    // Answers are short and not looked at.
  }

  onResponseEnd(): void {
    this.#done(this.#status);
  }

  onResponseError(): void {
    this.#done(null);
  }
}

/** Sends webhooks to one receiver, over this many connections, one at a time on each. */
export class Sender {
  readonly #pool: Pool;
  readonly #path: string;

  constructor(url: string, connections: number) {
    const { origin, pathname } = new URL(url);
    this.#path = pathname;
    this.#pool = new Pool(origin, { connections, pipelining: 1 });
  }

  send({ headers, body }: Webhook, done: (status: number | null) => void): void {
    this.#pool.dispatch({ method: 'POST', path: this.#path, headers, body }, new Reply(done));
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

const isTaken = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/**
 * Closed loop: `users` senders, each with its next webhook as soon as the one before is answered, until the time is over
 * or the webhooks are.
 */
export function sendClosed(
  sender: Sender,
  webhooks: readonly Webhook[],
  { users, forMs }: { readonly users: number; readonly forMs: number },
): Promise<Sent> {
  return sendInTurn(
    sender,
    webhooks.map((webhook) => [webhook]),
    { users, forMs },
  );
}

/** As sendClosed, with all webhooks of a sequence one after another and by the same user. */
export function sendInTurn(
  sender: Sender,
  sequences: readonly (readonly Webhook[])[],
  { users, forMs = Infinity }: { readonly users: number; readonly forMs?: number },
): Promise<Sent> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let failed = 0;
  let next = 0;
  return new Promise((resolve) => {
    let atWork = Math.min(users, sequences.length);
    const user = (sequence: readonly Webhook[] | undefined, i: number) => {
      const webhook = sequence?.[i];
      if (webhook === undefined) {
        const isOver = performance.now() - startedAt >= forMs || next >= sequences.length;
        if (!isOver) user(sequences[next++], 0);
        else if (--atWork === 0) resolve({ latencies, failed, tookMs: performance.now() - startedAt });
        return;
      }
      const sentAt = performance.now();
      sender.send(webhook, (status) => {
        if (isTaken(status)) latencies.push(performance.now() - sentAt);
        else failed += 1;
        user(sequence, i + 1);
      });
    };
    for (let i = atWork; i > 0; i--) user(undefined, 0);
  });
}

/** `senderLate`: how late each was sent, which its latency contains: a sender that stands still is not the receiver's doing. Milliseconds. */
export interface SentOpen extends Sent {
  readonly senderLate: readonly number[];
}

/** Open loop: at a fixed rate, each latency from the planned moment of sending. */
export async function sendOpen(
  sender: Sender,
  webhooks: readonly Webhook[],
  rate: number,
): Promise<SentOpen> {
  const latencies: number[] = [];
  const senderLate: number[] = [];
  const startedAt = performance.now();
  let failed = 0;
  let left = webhooks.length;
  let allAnswered: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    allAnswered = resolve;
  });
  await atRate(rate, webhooks.length, (i, plannedAt) => {
    const webhook = webhooks[i];
    if (webhook === undefined) return;
    senderLate.push(performance.now() - plannedAt);
    sender.send(webhook, (status) => {
      if (isTaken(status)) latencies.push(performance.now() - plannedAt);
      else failed += 1;
      if (--left === 0) allAnswered();
    });
  });
  await answered;
  return { latencies, senderLate, failed, tookMs: performance.now() - startedAt };
}
