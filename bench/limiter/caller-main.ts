import { createPool } from '../../src/platform/db/pool.js';
import { fixedToken } from '../../src/vendors/access-token.js';
import { DriftClient } from '../../src/vendors/drift/client.js';
import { VendorError } from '../../src/platform/errors/vendor-error.js';
import { Limiter } from '../../src/platform/rate-limit/limiter.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { createBreaker } from '../../src/platform/vendor-http/breaker.js';
import { CredentialsGate } from '../../src/platform/vendor-http/credentials-gate.js';
import { chatConcurrency } from '../../src/worker/chat-concurrency.js';
import {
  preciseNow,
  type Account,
  type FromCaller,
  type ToCaller,
  type Urgency,
  type WantedCall,
} from './calls.js';

// A process that calls Drift as a worker does, through its own limiter and client. Temporal's part is played by two
// queues, of urgent and of other calls, with as many of each at once as a worker takes; what failed for a passing reason comes
// back after its time.

/** The activities' retries (workflows/shared/calls.ts). */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

interface Queued {
  readonly call: WantedCall;
  readonly wantedAt: number;
  readonly tries: number;
}

class Caller {
  readonly #drift: DriftClient;
  readonly #waiting = { urgent: [] as Queued[], routine: [] as Queued[] };
  readonly #freeHands: { urgent: number; routine: number };

  constructor(account: Account, databaseUrl: string) {
    const { driftUrl: apiUrl, accessToken, limit } = account;
    const log = createLogger('caller', 'silent');
    const metrics = new Metrics();
    // As src/worker/worker.ts puts them together.
    const pool = createPool({ url: databaseUrl, size: 20, name: 'textback-bench', timeoutMs: 10_000, log });
    const limiter = new Limiter({ pool, vendor: 'drift', account: account.orgId, limit, metrics, log });
    this.#drift = new DriftClient({
      apiUrl,
      token: fixedToken(accessToken),
      limiter,
      breaker: createBreaker('chat', metrics),
      gate: new CredentialsGate({ vendor: 'chat', metrics, log }),
    });
    this.#freeHands = { urgent: chatConcurrency(limit), routine: chatConcurrency(limit) };
  }

  add(queued: Queued): void {
    this.#waiting[queued.call.urgency].push(queued);
    this.#work(queued.call.urgency);
  }

  #work(urgency: Urgency): void {
    while (this.#freeHands[urgency] > 0) {
      const next = this.#waiting[urgency].shift();
      if (next === undefined) return;
      this.#freeHands[urgency] -= 1;
      void this.#make(next).finally(() => {
        this.#freeHands[urgency] += 1;
        this.#work(urgency);
      });
    }
  }

  async #send({ id, urgency }: WantedCall): Promise<void> {
    if (urgency === 'urgent') await this.#drift.post(id, { kind: 'chat', html: 'Still there?' });
    else await this.#drift.setContactAttributes(id, { bench: 'yes' });
  }

  async #make(queued: Queued): Promise<void> {
    const { call, wantedAt } = queued;
    const tries = queued.tries + 1;
    const askedAt = preciseNow();
    try {
      await this.#send(call);
      tell({ ...call, wantedAt, askedAt, doneAt: preciseNow(), tries });
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      const backOff = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS);
      setTimeout(() => this.add({ call, wantedAt, tries }), error.retryAfterMs ?? backOff);
    }
  }
}

const tell = (message: FromCaller): void => void process.send?.(message);

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined) throw new Error('DATABASE_URL is not set');
const callers = new Map<number, Caller>();

process.on('message', (message: ToCaller) => {
  if (message.do === 'serve') callers.set(message.account.orgId, new Caller(message.account, databaseUrl));
  else
    for (const call of message.calls)
      callers.get(call.orgId)?.add({ call, wantedAt: preciseNow(), tries: 0 });
});
process.on('disconnect', () => process.exit());
tell('ready');
