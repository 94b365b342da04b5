import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';

/** How long a server waits for its callers, and how many connections it holds. */
export interface ServerLimits {
  /** A request has to arrive within this time, headers and body, however slowly it drips in. Milliseconds. */
  readonly requestMs: number;
  /** Open connections are checked for the limit above this often, so a slow request ends at most this much later. Milliseconds. */
  readonly checkEveryMs: number;
  /** A connection on which nothing moves in either direction is closed after this time. Milliseconds. */
  readonly silentMs: number;
  readonly connections: number;
}

export const usualLimits: ServerLimits = {
  requestMs: 10_000,
  checkEveryMs: 1_000,
  silentMs: 60_000,
  connections: 1_000,
};

/**
 * Fastify's options for these limits. Node checks a request against the time limit of its headers until they are complete,
 * and only then against that of the whole request; it does both only at each check. Its own limits are 60 and 30 seconds, so
 * all three have to be set.
 */
export const limitedServer = ({ requestMs, checkEveryMs, silentMs }: ServerLimits) =>
  ({
    requestTimeout: requestMs,
    connectionTimeout: silentMs,
    forceCloseConnections: true,
    http: { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: checkEveryMs },
  }) as const satisfies FastifyHttpOptions<Server>;
