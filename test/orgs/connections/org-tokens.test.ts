import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { OrgState } from '../../../src/contracts/org-states.js';
import {
  getConnection,
  saveConnection,
  wipeConnection,
} from '../../../src/orgs/connections/connection-store.js';
import { createOrgTokens, type OrgTokens } from '../../../src/orgs/connections/org-tokens.js';
import { sealTokens } from '../../../src/orgs/connections/sealing.js';
import { changeOrgState, connectOrg, getOrg } from '../../../src/orgs/registry/registry.js';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { OauthError, type OauthFailure } from '../../../src/platform/errors/oauth-error.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import type { TokenAnswer } from '../../../src/vendors/chat-oauth.js';
import { openTestPool } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { testRing } from '../../support/keys.js';
import { RotatingVendor } from './vendor.js';

const metrics = new Metrics();
const logged: string[] = [];
const log = pino(
  { level: 'trace' },
  new PassThrough().on('data', (line: Buffer) => logged.push(String(line))),
);
const vault = createVault(testRing('k1'));

let pool: Pool;
let close: () => Promise<void>;
beforeAll(async () => ({ pool, close } = await openTestPool(12)));
afterAll(() => close());

let orgId = 9000;
let vendor: RotatingVendor;
let first: TokenAnswer;
let processes: OrgTokens[];
/** What a process of its own would have. */
const startProcess = (holdMs = 12_000): OrgTokens => {
  const started = createOrgTokens({
    pool,
    vault: createVault(testRing('k1')),
    apps: { write: vendor, read: null },
    log,
    metrics,
    holdMs,
    afterLostMs: 50,
  });
  processes.push(started);
  return started;
};
const connect = async (pair: TokenAnswer) =>
  inTransaction(pool, async (client) => {
    const tokens = await sealTokens(vault, client, orgId, pair);
    await saveConnection(client, { orgId, edition: 'write', scopes: ['all'], installedBy: 'Kim', ...tokens });
    await connectOrg(client, { orgId, source: 'oauth' }, { operator: 'Kim', via: 'api' });
  });
const set = (columns: string) => pool.query(`UPDATE connections SET ${columns} WHERE org_id = $1`, [orgId]);
const expire = () => set(`expires_at = now() - interval '1 second'`);
const row = async () => {
  const { rows } = await pool.query<{ state: OrgState; presented: number; version: number }>(
    'SELECT state, refresh_presented AS presented, token_version AS version FROM connections WHERE org_id = $1',
    [orgId],
  );
  return rows[0];
};
const error = (failure: OauthFailure, retryAfterMs?: number) =>
  new OauthError('chat', failure, 'refresh', { retryAfterMs });

beforeEach(async () => {
  orgId += 1;
  vendor = new RotatingVendor(orgId);
  first = vendor.pair();
  processes = [];
  await connect(first);
});
afterEach(() => Promise.all(processes.map((one) => one.close())));

describe('a token that is good', () => {
  test('is given without asking the vendor, and its use is noted', async () => {
    expect(await startProcess().tokenOf(orgId).get()).toBe(first.accessToken);
    expect(vendor.times).toEqual([]);
    expect((await getConnection(pool, orgId))?.lastUsedAt).toBeInstanceOf(Date);
  });

  test('is refreshed ahead of its end, and nobody waits for that', async () => {
    await set(`refresh_from = now() - interval '1 second'`);
    const tokens = startProcess();
    expect(await tokens.tokenOf(orgId).get()).toBe(first.accessToken);
    await eventually('a new pair', async () => (await row())?.version === 2);
    expect(await tokens.tokenOf(orgId).get()).not.toBe(first.accessToken);
    expect(vendor.times).toEqual([1]);
  });

  test('is due before its last twentieth, at another moment for each pair', async () => {
    const left = async () => {
      const { rows } = await pool.query<{ left: number }>(
        'SELECT extract(epoch FROM expires_at - refresh_from)::float8 AS left FROM connections WHERE org_id = $1',
        [orgId],
      );
      return rows[0]?.left ?? 0;
    };
    const all: number[] = [];
    for (let i = 0; i < 4; i++) {
      await connect(vendor.pair());
      all.push(await left());
    }
    expect(new Set(all).size).toBe(4);
    expect(Math.min(...all)).toBeGreaterThan(350);
    expect(Math.max(...all)).toBeLessThan(725);
  });

  test('is given up where the vendor refuses it: for the one that another process has by now, or for a new one', async () => {
    const [one, other] = [startProcess(), startProcess()];
    const second = await one.tokenOf(orgId).renew(first.accessToken);
    expect(second).not.toBe(first.accessToken);
    expect(await other.tokenOf(orgId).renew(first.accessToken)).toBe(second);
    expect(vendor.times).toEqual([1]);
  });
});

describe('a refresh', () => {
  test('is one at a time over all processes, and all get what it gave', async () => {
    const all = Array.from({ length: 4 }, () => startProcess());
    for (let round = 0; round < 8; round++) {
      await expire();
      const given = await Promise.all([...all, ...all].map((tokens) => tokens.tokenOf(orgId).get()));
      expect(new Set(given).size).toBe(1);
    }
    expect(vendor.times).toEqual(Array<number>(8).fill(1));
    expect(vendor.broken()).toEqual([]);
  });

  test('is counted before it is sent', async () => {
    await expire();
    vendor.refresh = async () => {
      expect(await row()).toMatchObject({ presented: 1, version: 1 });
      return vendor.pair();
    };
    await startProcess().tokenOf(orgId).get();
    expect(await row()).toMatchObject({ presented: 0, version: 2 });
  });

  test('whose answer is lost is tried with the old token once more', async () => {
    await expire();
    vendor.next = ['lost'];
    const token = startProcess().tokenOf(orgId);
    await expect(token.get()).rejects.toMatchObject({ failure: 'unavailable' });
    const second = await eventually('a token', () => token.get().catch(() => null));
    expect(second).not.toBe(first.accessToken);
    expect(vendor.times).toEqual([2]);
    expect((await getOrg(pool, orgId))?.state).toBe('connected');
  });

  test('whose answer is lost twice is never tried a third time: the org has to connect again, and then all goes on', async () => {
    await expire();
    vendor.next = ['lost', 'lost'];
    const token = startProcess().tokenOf(orgId);
    await eventually('the end', async () => {
      await token.get().catch(() => null);
      return (await row())?.state === 'reconnect_required';
    });
    for (const ask of [
      () => token.get(),
      () => startProcess().tokenOf(orgId).get(),
      () => token.renew(first.accessToken),
    ])
      await expect(ask()).rejects.toMatchObject({ failure: 'unauthorized', retryAfterMs: 60_000 });
    expect(vendor.times).toEqual([2]);
    expect(await getOrg(pool, orgId)).toMatchObject({ state: 'reconnect_required', why: expect.any(String) });
    const again = vendor.pair();
    await connect(again);
    expect(await token.get()).toBe(again.accessToken);
    expect((await getOrg(pool, orgId))?.state).toBe('connected');
  });

  test('by a process that died is let come to its end before the token is presented again', async () => {
    await expire();
    await set(`refresh_presented = 1, refresh_not_before = now() + interval '200 milliseconds'`);
    const token = startProcess().tokenOf(orgId);
    await expect(token.get()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(vendor.times).toEqual([]);
    await eventually('a token', () => token.get().catch(() => null));
    expect(vendor.times).toEqual([1]);
  });

  test('that two processes died in is not tried a third time', async () => {
    await expire();
    await set('refresh_presented = 2');
    await expect(startProcess().tokenOf(orgId).get()).rejects.toMatchObject({ failure: 'unauthorized' });
    expect(vendor.times).toEqual([]);
  });

  test.each([
    ['not_sent', 5_000],
    ['throttled', 7_000],
    ['misconfigured', 60_000],
  ] as const)('that was %s does not count, and is not tried at once', async (failure, retryAfterMs) => {
    await expire();
    vendor.next = [error(failure, failure === 'throttled' ? retryAfterMs : undefined)];
    const token = startProcess().tokenOf(orgId);
    await expect(token.get()).rejects.toMatchObject({ failure: 'unavailable', retryAfterMs });
    await expect(token.get()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(await row()).toMatchObject({ presented: 0, state: 'connected' });
    await set('refresh_not_before = NULL');
    expect(await token.get()).not.toBe(first.accessToken);
  });

  test('that is refused ends the connection at once', async () => {
    await expire();
    vendor.next = [error('refused')];
    await expect(startProcess().tokenOf(orgId).get()).rejects.toMatchObject({ failure: 'unauthorized' });
    expect((await getOrg(pool, orgId))?.why).toBe('the vendor refuses its refresh token');
  });

  test('that is refused while somebody connects the org anew ends nothing', async () => {
    await expire();
    const again = vendor.pair();
    vendor.refresh = async () => {
      await connect(again);
      throw error('refused');
    };
    expect(await startProcess().tokenOf(orgId).get()).toBe(again.accessToken);
    expect((await getOrg(pool, orgId))?.state).toBe('connected');
  });

  test('that ends after the org has disconnected saves nothing', async () => {
    await expire();
    vendor.refresh = async () => {
      await inTransaction(pool, async (client) => {
        await wipeConnection(client, orgId, { why: 'an admin' });
        await changeOrgState(client, { orgId, to: 'disconnected', why: 'an admin' });
      });
      return vendor.pair();
    };
    await expect(startProcess().tokenOf(orgId).get()).rejects.toMatchObject({ failure: 'unauthorized' });
    const { rows } = await pool.query(
      'SELECT access_token, refresh_token FROM connections WHERE org_id = $1',
      [orgId],
    );
    expect(rows).toEqual([{ access_token: null, refresh_token: null }]);
  });

  test('that gives the tokens of another org ends the connection', async () => {
    await expire();
    vendor.refresh = () => Promise.resolve({ ...vendor.pair(), orgId: 1 });
    await expect(startProcess().tokenOf(orgId).get()).rejects.toMatchObject({ failure: 'unauthorized' });
  });

  test('that takes long keeps nobody waiting for long', async () => {
    await expire();
    vendor.takesMs = 5_600;
    const token = startProcess().tokenOf(orgId);
    const asked = performance.now();
    await expect(token.get()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(performance.now() - asked).toBeLessThan(5_500);
    expect(await eventually('a token', () => token.get().catch(() => null))).not.toBe(first.accessToken);
    expect(vendor.times).toEqual([1]);
  });

  test('whose connection to PostgreSQL is lost meanwhile is saved all the same', async () => {
    await expire();
    const refresh = vendor.refresh.bind(vendor);
    vendor.refresh = async (token) => {
      const answer = await refresh(token);
      await pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      await sleep(50);
      return answer;
    };
    expect(await startProcess().tokenOf(orgId).get()).not.toBe(first.accessToken);
    expect(await row()).toMatchObject({ presented: 0, version: 2 });
  });
});

test('an org that is not connected by OAuth has no token', async () => {
  for (const unknown of [1, 2])
    await expect(startProcess().tokenOf(unknown).get()).rejects.toMatchObject({ failure: 'unauthorized' });
});

test('no token stands in a log line or in a table in clear', async () => {
  await expire();
  vendor.next = ['lost', error('refused')];
  const token = startProcess().tokenOf(orgId);
  const said: unknown[] = [];
  await eventually('the end', async () => {
    await token.get().catch((thrown: unknown) => said.push(thrown));
    return (await row())?.state === 'reconnect_required';
  });
  const { rows } = await pool.query(
    'SELECT c::text AS c FROM connections c UNION ALL SELECT a::text FROM audit_log a',
  );
  const everything = JSON.stringify([logged, rows, said.map((one) => [String(one), one])]);
  expect(everything).toContain('reconnect_required');
  expect(everything).not.toMatch(/secret-/);
  expect(everything).not.toContain(Buffer.from('secret-').toString('hex'));
});
