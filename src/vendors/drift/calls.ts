import type { z } from 'zod';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { LimiterBusy, type Limiter } from '../../platform/rate-limit/limiter.js';
import { noTracing, type Tracing } from '../../platform/tracing/tracing.js';
import { pathTemplate, traceCall } from '../../platform/tracing/vendor-call.js';
import type { Breaker } from '../../platform/vendor-http/breaker.js';
import type { CredentialsGate } from '../../platform/vendor-http/credentials-gate.js';
import type { AccessToken } from '../access-token.js';
import { unwrap } from './schemas.js';
import { createSend, type Call, type Send } from './send.js';
import { unreadIds } from './unread-ids.js';

/** Without a Retry-After the window is the only hint. */
export const DEFAULT_PAUSE_MS = 1_000;

/** POST: whose token this is. */
export const TOKEN_INFO = '/app/token_info';

export interface DriftCallOptions {
  readonly apiUrl: string;
  readonly token: AccessToken;
  readonly limiter: Limiter;
  readonly breaker: Breaker;
  readonly gate: CredentialsGate;
  readonly tracing?: Tracing;
  /** Hears of a field in which an answer had an ID beyond 2^53, and of the call. */
  readonly onUnreadId?: (field: string, call: string) => void;
}

/**
 * Calls to Drift with one org's token: each waits for the rate limit that all processes share, stops where the breaker or the credentials gate
 * is closed, and is made once more with a new token where the old one is refused.
 */
export class DriftCalls {
  readonly #send: Send;
  readonly #options: DriftCallOptions;

  constructor(options: DriftCallOptions) {
    this.#options = options;
    this.#send = createSend(options.apiUrl, (perSecond) => options.limiter.advertised(perSecond));
  }

  /** Makes the call, and parses its answer. @throws VendorError */
  async call<T>(call: Call, schema: z.ZodType<T>, read: (body: unknown) => unknown = unwrap): Promise<T> {
    try {
      const body = await this.#inLimit(call);
      for (const field of call.isFile ? [] : unreadIds(body))
        this.#options.onUnreadId?.(field, `${call.method} ${pathTemplate(call.path)}`);
      const parsed = schema.safeParse(read(body));
      if (parsed.success) return parsed.data;
      throw new VendorError(
        'chat',
        call.method === 'POST' ? 'ambiguous' : 'unavailable',
        'unreadable response',
      );
    } catch (error) {
      if (error instanceof VendorError && error.httpStatus === 429) {
        await this.#options.limiter.refused(error.retryAfterMs ?? DEFAULT_PAUSE_MS);
      }
      throw error;
    }
  }

  async #inLimit(call: Call): Promise<unknown> {
    try {
      return await this.#options.gate.run(() => this.#asAllowed(call));
    } catch (error) {
      if (error instanceof VendorError) throw error;
      const isBusy = error instanceof LimiterBusy;
      const why = isBusy ? 'our own share of calls is used up' : 'the rate limit cannot be asked for';
      throw new VendorError('chat', isBusy ? 'rate_limited' : 'unavailable', why, { retryAfterMs: 1_000 });
    }
  }

  /** Drift answers a missing scope as it does a bad token (Drift docs, data and errors): only the token's own page tells. */
  async #asAllowed(call: Call): Promise<unknown> {
    const { token } = this.#options;
    const used = await token.get();
    try {
      return await this.#limited(call, used);
    } catch (error) {
      const isRefused = error instanceof VendorError && error.failure === 'unauthorized';
      if (!isRefused) throw error;
      if (call.path !== TOKEN_INFO && (await this.#isTaken(used))) return this.#onceMore(call, used);
      const other = await token.renew(used);
      if (other === null) throw error;
      return this.#limited(call, other);
    }
  }

  /** The token is good: refused a second time, the call needs a scope that it lacks. Once may have been a moment of Drift's. */
  async #onceMore(call: Call, token: string): Promise<unknown> {
    try {
      return await this.#limited(call, token);
    } catch (error) {
      if (!(error instanceof VendorError) || error.failure !== 'unauthorized') throw error;
      const httpStatus = error.httpStatus ?? 403;
      throw new VendorError('chat', 'rejected', `the token lacks a scope for ${call.method}`, {
        httpStatus,
      });
    }
  }

  async #isTaken(token: string): Promise<boolean> {
    try {
      await this.#limited({ method: 'POST', path: TOKEN_INFO }, token);
      return true;
    } catch (error) {
      if (error instanceof VendorError || error instanceof LimiterBusy) return false;
      throw error;
    }
  }

  /** The breaker is inside: only what really went to Drift says anything about Drift. */
  #limited(asked: Call, token: string): Promise<unknown> {
    const call = asked.path === TOKEN_INFO ? { ...asked, body: { access_token: token } } : asked;
    const { limiter, breaker, tracing = noTracing } = this.#options;
    const askedAt = performance.now();
    return traceCall(tracing, 'Drift', `${call.method} ${pathTemplate(call.path)}`, ({ set }) => {
      const send = () => {
        set({ 'textback.limiter.waited_ms': Math.round(performance.now() - askedAt) });
        const sent = () => this.#send(call, token, (status) => set({ 'http.response.status_code': status }));
        return call.isBeside ? breaker.runBeside(sent) : breaker.run(sent);
      };
      return call.isOptional ? limiter.runIfSpare(send) : limiter.run(send, call.urgency);
    });
  }
}
