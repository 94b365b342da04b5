import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, type Client, type Pool } from '../../platform/db/pool.js';
import { underLock } from '../../platform/db/session-lock.js';
import { OauthError } from '../../platform/errors/oauth-error.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { CannotOpen } from '../../platform/secrets/sealed.js';
import type { TokenAnswer } from '../../vendors/chat-oauth.js';
import type { OauthApps } from '../../vendors/oauth-apps.js';
import { changeOrgState } from '../registry/registry.js';
import type { Vault } from '../vault/vault.js';
import {
  countPresentation,
  noteFailedRefresh,
  readTokens,
  requireReconnect,
  saveRefreshed,
  type OneToken,
  type Tokens,
} from './connection-store.js';
import { sealTokens, tokenFields } from './sealing.js';

/** Nobody presents the token for so long after its presentation began: the process at it may be dead, and its request is not. */
const HOLD_MS = 12_000;
/** After an answer that was lost before our eyes: its connection has ended. */
const AFTER_LOST_MS = 1_000;
const AFTER_NOT_SENT_MS = 5_000;
const AFTER_MISCONFIGURED_MS = 60_000;
const AFTER_THROTTLED_MS = 30_000;
const MOST_THROTTLED_MS = 3_600_000;
/** Pauses between attempts to save a new pair: it is nowhere else. Together shorter than HOLD_MS. */
const SAVE_PAUSES_MS = [100, 500, 1_500, 4_000] as const;
/** The second time is for an answer that was lost; a third is never tried. */
const MOST_PRESENTATIONS = 2;

export interface RefreshDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly apps: OauthApps;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** For tests. */
  readonly holdMs?: number;
  readonly afterLostMs?: number;
}

/**
 * - `settled`: look again; the tokens are others, or the connection is closed
 * - `busy`: another process is at it
 * - `wait`: nobody may try for so long
 */
export type RefreshOutcome =
  { readonly is: 'settled' | 'busy' } | { readonly is: 'wait'; readonly ms: number };

const SETTLED = { is: 'settled' } as const;
const wait = (ms: number) => ({ is: 'wait', ms }) as const;

/**
 * Gets a new pair in the place of this one. One process at a time does, by a lock in PostgreSQL that is held until the pair is saved. That
 * the refresh token is presented is committed before it is sent, so that no crash makes it be presented a third time.
 */
export async function refresh(deps: RefreshDeps, token: OneToken): Promise<RefreshOutcome> {
  const lock = { name: 'refresh of the tokens of an org', id: token.orgId };
  const done = await underLock(deps.pool, lock, (client) => refreshLocked(deps, client, token));
  return done === null ? { is: 'busy' } : done.result;
}

async function refreshLocked(deps: RefreshDeps, client: Client, token: OneToken): Promise<RefreshOutcome> {
  const { apps, log } = deps;
  const tokens = await readTokens(client, token.orgId);
  if (!isStill(tokens, token)) return SETTLED; // whoever held the lock before was quicker
  if (tokens.waitMs > 0) return wait(tokens.waitMs);
  const { presented, edition } = tokens;
  if (presented >= MOST_PRESENTATIONS)
    return giveUp(deps, client, token, 'the answers to two refreshes were lost');
  if (tokens.refresh === null) return giveUp(deps, client, token, 'there is no refresh token');
  const app = apps[edition];
  if (app === null) {
    log.error(
      { code: 'oauth_misconfigured', org: token.orgId, edition },
      'the app that the org has connected is not configured',
    );
    return wait(AFTER_MISCONFIGURED_MS);
  }
  const refreshToken = await openOrNull(deps, client, token.orgId, tokens.refresh);
  if (refreshToken === null) return giveUp(deps, client, token, 'the key of its tokens was lost');

  const holdMs = deps.holdMs ?? HOLD_MS;
  if (!(await countPresentation(client, token, { presented, holdMs }))) return SETTLED;
  try {
    const answer = await app.refresh(refreshToken);
    return await keep(deps, client, token, answer);
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    return failed(deps, client, token, { error, presented });
  }
}

const isStill = (tokens: Tokens | null, { version }: OneToken): tokens is Tokens =>
  tokens?.isOpen === true && tokens.version === version;

async function openOrNull(
  { vault }: RefreshDeps,
  client: Client,
  orgId: number,
  sealed: Buffer,
): Promise<string | null> {
  try {
    return await vault.open(client, orgId, tokenFields.refresh, sealed);
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
}

/** Saved before anybody uses it, and tried for as long as nobody else may present the old one. */
async function keep(
  deps: RefreshDeps,
  client: Client,
  token: OneToken,
  answer: TokenAnswer,
): Promise<RefreshOutcome> {
  const { pool, vault, log, metrics } = deps;
  const { orgId } = token;
  if (answer.orgId !== null && answer.orgId !== orgId)
    return giveUp(deps, client, token, 'the vendor gave the tokens of another org');
  const save = async (db: Client) => saveRefreshed(db, token, await sealTokens(vault, db, orgId, answer));
  for (let attempt = 0; ; attempt++) {
    try {
      const isSaved = await (attempt === 0 ? inOneTransaction(client, save) : inTransaction(pool, save));
      metrics.count('textback_token_refreshes_total', { result: isSaved ? 'refreshed' : 'superseded' });
      log.info({ org: orgId, version: token.version + 1, saved: isSaved }, 'an org’s tokens were refreshed');
      return SETTLED;
    } catch (error) {
      const pause = SAVE_PAUSES_MS[attempt];
      if (pause === undefined) throw error;
      log.warn({ org: orgId, err: error }, 'refreshed tokens could not be saved; trying again');
      await sleep(pause);
    }
  }
}

/** On the connection that holds the lock. */
async function inOneTransaction<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // broken: what failed first is told
    throw error;
  }
}

async function failed(
  deps: RefreshDeps,
  client: Client,
  token: OneToken,
  { error, presented }: { readonly error: OauthError; readonly presented: number },
): Promise<RefreshOutcome> {
  const { log, metrics } = deps;
  metrics.count('textback_token_refreshes_total', { result: error.failure });
  log[error.failure === 'misconfigured' ? 'error' : 'warn'](
    { org: token.orgId, code: error.code, err: error },
    'an org’s tokens were not refreshed',
  );
  const later = async (counts: number, waitMs: number) => {
    await noteFailedRefresh(client, token, { presented: counts, waitMs });
    return wait(waitMs);
  };
  switch (error.failure) {
    case 'refused':
      return giveUp(deps, client, token, 'the vendor refuses its refresh token');
    case 'answer_lost':
      if (presented + 1 >= MOST_PRESENTATIONS)
        return giveUp(deps, client, token, 'the answers to two refreshes were lost');
      return later(presented + 1, deps.afterLostMs ?? AFTER_LOST_MS);
    case 'not_sent':
      return later(presented, AFTER_NOT_SENT_MS);
    case 'misconfigured':
      return later(presented, AFTER_MISCONFIGURED_MS);
    case 'throttled':
      return later(presented, Math.min(error.retryAfterMs ?? AFTER_THROTTLED_MS, MOST_THROTTLED_MS));
  }
}

/** Nothing knocks any more until somebody of the org connects again. Not if somebody has just done so. */
async function giveUp(
  { log, metrics }: RefreshDeps,
  client: Client,
  token: OneToken,
  why: string,
): Promise<RefreshOutcome> {
  const isNew = await inOneTransaction(client, async (db) => {
    if (!(await requireReconnect(db, token, why))) return false;
    await changeOrgState(db, { orgId: token.orgId, to: 'reconnect_required', why });
    return true;
  });
  if (isNew) {
    metrics.count('textback_token_refreshes_total', { result: 'reconnect_required' });
    log.error({ org: token.orgId, code: 'oauth_refused', why }, 'the org has to connect again');
  }
  return SETTLED;
}
