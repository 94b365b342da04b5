import type { FastifyRequest } from 'fastify';
import { maskedAddress } from '../../platform/http-server/source-address.js';
import { CondensedLog } from '../../platform/logging/condensed-log.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { sameSecret } from '../../platform/secrets/same-secret.js';
import { WrongTokens } from './wrong-tokens.js';

/** Where a token is presented: the console's sign-in, or a request to the admin API. */
export type Entrance = 'console' | 'admin';

/**
 * The admin token, and what happens to wrong ones: each is counted and logged, with its source masked and without the token.
 * A right one passes whatever went before: what keeps the token from being guessed is its length. The comparison takes
 * constant time.
 */
export class AdminToken {
  readonly #token: string | null;
  readonly #metrics: Metrics;
  readonly #log: Logger;
  readonly #wrong = new WrongTokens();
  readonly #lines = new CondensedLog();

  /** `token`: null if the admin API is off; then no token is right. */
  constructor(token: string | null, { metrics, log }: { readonly metrics: Metrics; readonly log: Logger }) {
    this.#token = token;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Without ADMIN_TOKEN nobody gets in, personal tokens included. */
  get isSet(): boolean {
    return this.#token !== null;
  }

  isRight(given: string): boolean {
    return this.#token !== null && sameSecret(given, this.#token);
  }

  /** Notes a wrong token, personal tokens included. Seconds until wrong ones are answered 401 again; 0 if this one is. */
  noteWrong(entrance: Entrance, { ip, id }: Pick<FastifyRequest, 'ip' | 'id'>): number {
    const waitSeconds = Math.ceil(this.#wrong.note(ip, Date.now()) / 1_000);
    this.#metrics.count('textback_wrong_admin_tokens_total', { entrance });
    const source = maskedAddress(ip);
    this.#lines.note(entrance, (times) =>
      this.#log.warn({ code: 'unauthorized', entrance, source, requestId: id, times }, 'wrong admin token'),
    );
    return waitSeconds;
  }

  /** Writes the lines that wait. */
  close(): void {
    this.#lines.close();
  }
}
