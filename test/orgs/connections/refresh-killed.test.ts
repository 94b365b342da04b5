import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { saveConnection } from '../../../src/orgs/connections/connection-store.js';
import { createOrgTokens, type OrgTokens } from '../../../src/orgs/connections/org-tokens.js';
import { sealTokens } from '../../../src/orgs/connections/sealing.js';
import { connectOrg, getOrg } from '../../../src/orgs/registry/registry.js';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { createPool, inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { sandboxCredentials } from '../../../src/platform/config/sandbox-credentials.js';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { testRing } from '../../support/keys.js';
import { oauthOf } from './oauth.js';

const FIRST = 8_300;
const ORGS = 10;
/** Set it to 1000 for a long look; each round is a race of four processes' worth of tokens. */
const ROUNDS = Number(process.env['REFRESH_ROUNDS'] ?? '20');
const script = fileURLToPath(new URL('./refresh-once.ts', import.meta.url));

let sandbox: Sandbox;
let database: TestDatabase;
const pools: Pool[] = [];
const log = createLogger('test', 'silent');
const newPool = (): Pool => {
  const pool = createPool({ url: database.url, size: 4, name: 'test', timeoutMs: 10_000, log });
  pools.push(pool);
  return pool;
};
/** What a process of its own would have: a pool, a vault, its own memory. */
const newProcess = (): OrgTokens =>
  createOrgTokens({
    pool: newPool(),
    vault: createVault(testRing('k1')),
    apps: { write: oauthOf(sandbox.driftUrl), read: null },
    log,
    metrics: new Metrics(),
    holdMs: 500,
    afterLostMs: 20,
  });

let pool: Pool;
beforeAll(async () => {
  sandbox = await startSandbox({
    drift: {
      rateLimit: 0,
      orgs: Array.from({ length: ORGS }, (_, i) => ({ orgId: FIRST + i, ownIds: true })),
    },
  });
  database = await createTestDatabase();
  pool = newPool();
});
afterAll(async () => {
  await Promise.all(pools.map((one) => one.end()));
  await sandbox.close();
  await database.drop();
});

async function connect(orgId: number): Promise<void> {
  const app = sandbox.drift.apps.byClient(sandboxCredentials.drift.clientId) ?? null;
  const code = sandbox.drift.grants.issueCode(sandbox.drift.orgs.get(orgId), app);
  const answer = await oauthOf(sandbox.driftUrl).exchangeCode(code);
  await inTransaction(pool, async (client) => {
    const tokens = await sealTokens(createVault(testRing('k1')), client, orgId, answer);
    await saveConnection(client, { orgId, edition: 'write', scopes: [], installedBy: 'Kim', ...tokens });
    await connectOrg(client, { orgId, source: 'oauth' }, { operator: 'Kim', via: 'api' });
  });
}
const expire = (orgId: number) =>
  pool.query(`UPDATE connections SET expires_at = now() - interval '1 second' WHERE org_id = $1`, [orgId]);
const works = async (token: string) =>
  (await fetch(`${sandbox.driftUrl}/users/list`, { headers: { authorization: `Bearer ${token}` } })).status;
const usesOf = (orgId: number) => sandbox.drift.presentations.all().filter((use) => use.orgId === orgId);

/** Asks until there is a token, as work that waits does. */
const ask = (tokens: OrgTokens, orgId: number) =>
  eventually(`a token of org ${orgId}`, () =>
    tokens
      .tokenOf(orgId)
      .get()
      .catch(() => null),
  );

describe('a process that is killed while it refreshes', () => {
  /** `step`: where the process says that it is; null: where the vendor has got its request. */
  const kill = async (orgId: number, step: string | null): Promise<number[]> => {
    await expire(orgId);
    const env = {
      ...process.env,
      REFRESH_DATABASE_URL: database.appUrl,
      REFRESH_DRIFT_URL: sandbox.driftUrl,
      REFRESH_ORG: String(orgId),
      REFRESH_STOP_AT: step ?? 'nowhere',
    };
    const child = fork(script, {
      env,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const ended = once(child, 'exit');
    if (step === null) await eventually('it is sent', () => usesOf(orgId).length > 0);
    else await once(child, 'message');
    child.kill('SIGKILL');
    await ended;
    expect(await works(await ask(newProcess(), orgId))).toBe(200);
    expect((await getOrg(pool, orgId))?.state).toBe('connected');
    return usesOf(orgId).map(({ presentations }) => presentations.length);
  };

  test('loses no token, wherever it is killed', async () => {
    const steps = ['locked', 'counted', 'answered', 'saved'];
    const orgs = steps.map((_, i) => FIRST + i);
    for (const orgId of orgs) await connect(orgId);
    expect(await Promise.all(steps.map((step, i) => kill(FIRST + i, step)))).toEqual([[1], [1], [2], [1]]);
    expect(sandbox.drift.presentations.broken()).toEqual([]);
  }, 60_000);

  test('nor while the vendor is at it', async () => {
    const orgId = FIRST + 4;
    await connect(orgId);
    sandbox.drift.faults.add({ kind: 'timeout-after', route: '/oauth2/token', times: 1 });
    expect(await kill(orgId, null)).toEqual([2]);
    expect(sandbox.drift.presentations.broken()).toEqual([]);
  }, 60_000);
});

test('races of four processes, with answers that are lost: no refresh token is presented a third time, or twice at once', async () => {
  const processes = Array.from({ length: 4 }, newProcess);
  const orgs = Array.from({ length: ORGS - 5 }, (_, i) => FIRST + 5 + i);
  for (const orgId of orgs) await connect(orgId);
  sandbox.drift.faults.add({ kind: 'reset-after', route: '/oauth2/token', probability: 0.2, seed: 7 });
  sandbox.drift.setSwitches({ refreshGraceMs: 600_000 });
  let reconnects = 0;
  for (let round = 0; round < ROUNDS; round += orgs.length)
    await Promise.all(
      orgs.map(async (orgId) => {
        await expire(orgId);
        const given = await Promise.all(
          processes.map((tokens) =>
            eventually(`a token of org ${orgId}`, async () => {
              const token = await tokens
                .tokenOf(orgId)
                .get()
                .catch(() => null);
              return token ?? ((await getOrg(pool, orgId))?.state === 'reconnect_required' ? 'lost' : null);
            }),
          ),
        );
        expect([orgId, new Set(given).size]).toEqual([orgId, 1]);
        if (given[0] !== 'lost') return;
        reconnects += 1;
        await eventually('connected again', () =>
          connect(orgId).then(
            () => true,
            () => false,
          ),
        );
      }),
    );
  sandbox.drift.faults.clear();
  const uses = orgs.flatMap(usesOf);
  expect(sandbox.drift.presentations.broken()).toEqual([]);
  const again = uses.filter(({ presentations }) => presentations.length === 2);
  expect(again.filter(({ presentations }) => presentations[0]?.answer !== 'lost')).toEqual([]);
  expect(uses.length + reconnects).toBeGreaterThanOrEqual(ROUNDS);
}, 600_000);
