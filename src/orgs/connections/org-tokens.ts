import { setTimeout as sleep } from 'node:timers/promises';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { CannotOpen } from '../../platform/secrets/sealed.js';
import type { AccessToken } from '../../vendors/access-token.js';
import { noteUse, readTokens, type Tokens } from './connection-store.js';
import { refresh, type RefreshDeps, type RefreshOutcome } from './refresh.js';
import { tokenFields } from './sealing.js';

/** How long a caller waits for a refresh; it goes on without them. */
const MOST_WAIT_MS = 5_000;
/** How often the result of another process's refresh is looked for. */
const LOOK_MS = 150;
/** A caller without a usable token comes back after this. */
const COME_BACK_MS = 2_000;
/** Nothing is asked of the vendor meanwhile; who waits sees soon enough that the org has connected again. */
const CLOSED_FOR_MS = 60_000;

export interface OrgTokens {
  /** The access token of an org that has connected by OAuth, refreshed ahead of need. */
  tokenOf(orgId: number): AccessToken;
  /** Waits for refreshes that are under way. */
  close(): Promise<void>;
}

export function createOrgTokens(deps: RefreshDeps): OrgTokens {
  const { pool, vault, log } = deps;
  const refreshes = new Map<number, Promise<RefreshOutcome>>();
  /** What was opened last, so that not every call decrypts. */
  const opened = new Map<number, { readonly version: number; readonly token: string }>();

  const open = async (orgId: number, { version, access }: Tokens): Promise<string> => {
    const known = opened.get(orgId);
    if (known?.version === version) return known.token;
    if (access === null) throw closed();
    const token = await vault.open(pool, orgId, tokenFields.access, access).catch((error: unknown) => {
      if (!(error instanceof CannotOpen)) throw error;
      log.error({ org: orgId, err: error }, 'an org’s access token does not open');
      throw closed();
    });
    opened.set(orgId, { version, token });
    return token;
  };

  const read = async (orgId: number): Promise<Tokens> => {
    const tokens = await readTokens(pool, orgId);
    if (tokens?.isOpen === true) return tokens;
    opened.delete(orgId);
    throw closed();
  };

  /** One at a time in this process; all who want it wait for the same. */
  const refreshOnce = (orgId: number, version: number): Promise<RefreshOutcome> => {
    const running = refreshes.get(orgId);
    if (running !== undefined) return running;
    const started = refresh(deps, { orgId, version }).finally(() => refreshes.delete(orgId));
    refreshes.set(orgId, started);
    return started;
  };

  /** The token that comes after this version. */
  const later = async (orgId: number, version: number): Promise<string> => {
    const until = performance.now() + MOST_WAIT_MS;
    for (;;) {
      const tokens = await read(orgId);
      if (tokens.version > version) return open(orgId, tokens);
      const outcome = await withinMs(refreshOnce(orgId, version), until - performance.now());
      if (outcome === null) throw away(COME_BACK_MS);
      if (outcome.is === 'wait') throw away(outcome.ms);
      if (outcome.is === 'busy') await sleep(LOOK_MS * (1 + Math.random()));
    }
  };

  const ahead = (orgId: number, version: number): void => {
    refreshOnce(orgId, version).catch((error: unknown) => {
      log.warn({ org: orgId, err: error }, 'refreshing an org’s tokens failed');
    });
  };

  return {
    tokenOf: (orgId) => ({
      get: async () => {
        const tokens = await read(orgId);
        if (!tokens.wasUsedLately) await noteUse(pool, orgId);
        if (!tokens.isValid) return later(orgId, tokens.version);
        if (tokens.isDue && tokens.waitMs === 0) ahead(orgId, tokens.version);
        return open(orgId, tokens);
      },
      renew: async (refused) => {
        const tokens = await read(orgId);
        const present = await open(orgId, tokens);
        return present === refused ? later(orgId, tokens.version) : present;
      },
    }),
    close: async () => {
      await Promise.allSettled(refreshes.values());
    },
  };
}

const closed = () =>
  new VendorError('chat', 'unauthorized', 'the org has to connect again', { retryAfterMs: CLOSED_FOR_MS });

const away = (retryAfterMs: number) =>
  new VendorError('chat', 'unavailable', 'the org’s tokens are being refreshed', { retryAfterMs });

/** Null: it takes longer. */
async function withinMs<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const stop = new AbortController();
  const tooLong = sleep(Math.max(0, ms), null, { signal: stop.signal }).catch(() => null);
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    stop.abort();
  }
}
