import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestEntry, ViolationEntry } from '../shared/ledger.js';
import { RollingWindow } from '../shared/rolling-window.js';
import type { VendorReply } from '../shared/vendor-guard.js';
import { bearerOf } from './auth.js';
import { DriftError, errorReply } from './errors.js';
import type { DriftSimulator } from './simulator.js';

const MINUTE_MS = 60_000;

/** The strict limit per token, timed at arrival. A call over it is answered 429 and stands in the ledger as a violation. */
export class DriftRateLimit {
  readonly #drift: DriftSimulator;
  #windows = new Map<string, RollingWindow>();
  #minutes = new Map<string, number[]>();

  constructor(drift: DriftSimulator) {
    this.#drift = drift;
  }

  arrival(request: FastifyRequest, reply: FastifyReply, entry: RequestEntry): VendorReply | null {
    const { rateLimit: limit, rateWindowMs: windowMs, rateRetryAfter } = this.#drift.switches;
    const bearer = bearerOf(request);
    if (limit === 0 || bearer === null) return null;
    const window = this.#windows.get(bearer) ?? new RollingWindow();
    this.#windows.set(bearer, window);
    const verdict = window.call(entry.at, limit, windowMs);
    void reply.headers(this.#headers(bearer, entry.at));
    if (verdict.admitted) return null;
    this.#drift.ledger.append<ViolationEntry>({
      kind: 'violation',
      requestSeq: entry.seq,
      account: entry.account ?? 'unknown',
      inWindow: verdict.inWindow + 1,
      limit,
      windowMs,
    });
    const refusal = errorReply(new DriftError(429, 'rate_limit', 'Too many requests'), this.#drift.switches);
    const seconds = String(Math.ceil(verdict.waitMs / 1000));
    return rateRetryAfter ? { ...refusal, headers: { 'retry-after': seconds } } : refusal;
  }

  /** Kong's header names; Drift says that limits stand in headers but not in which. */
  #headers(bearer: string, at: number): Record<string, string> {
    const { rateHeaders, rateLimit, rateWindowMs } = this.#drift.switches;
    const times = (this.#minutes.get(bearer) ?? []).filter((time) => time > at - MINUTE_MS);
    times.push(at);
    this.#minutes.set(bearer, times);
    const limit = Math.round((rateLimit * MINUTE_MS) / rateWindowMs);
    const remaining = Math.max(0, limit - times.length);
    switch (rateHeaders) {
      case 'none':
        return {};
      case 'kong':
        return {
          'X-RateLimit-Limit-Minute': String(limit),
          'X-RateLimit-Remaining-Minute': String(remaining),
        };
      case 'kong-old':
        return {
          'X-RateLimit-Limit-minute': String(limit),
          'X-RateLimit-Remaining-minute': String(remaining),
        };
    }
  }
}
