import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '@temporalio/client';
import Fastify from 'fastify';
import { checkKeys, WrongKeys } from '../../../src/orgs/vault/check-keys.js';
import { loadConfig, type Config } from '../../../src/platform/config/config.js';
import { createModeGuard } from '../../../src/platform/db/installation-mode.js';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { startGateway } from '../../../src/web/gateway/gateway.js';
import { onlyInOwnMode } from '../../../src/web/gateway/own-mode.js';
import { claimServers } from '../../../src/worker/claim-servers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { testKeys } from '../../support/keys.js';

const configured = (keys: string | null): Config =>
  loadConfig({
    SANDBOX: 'on',
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...(keys === null ? {} : { ENCRYPTION_KEYS: keys }),
  });
const log = createLogger('test', 'silent');
const refused = { code: 'wrong_encryption_keys' };

describe('gateway and worker hold the same keys', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({ url: database.appUrl, size: 2, name: 'test', timeoutMs: 10_000, log });
    await startGateway(configured(testKeys('k1')), database.appUrl).then((gateway) => gateway.close());
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Nothing of Temporal is asked before the keys are known to be right. */
  const untouched: unknown = {};
  const startWorkerWith = (keys: string | null) =>
    claimServers(configured(keys), { pool, connection: untouched as Connection, namespace: 'unused' }, log);

  test.each([
    ['none', null],
    ['others', testKeys('k2')],
    ['others by the same name', testKeys('k2').replace('k2:', 'k1:')],
  ])('or do not start: %s', async (_, keys) => {
    await expect(startGateway(configured(keys), database.appUrl)).rejects.toMatchObject(refused);
    await expect(startWorkerWith(keys)).rejects.toMatchObject(refused);
  });

  test('and start where one has a further key', async () => {
    const gateway = await startGateway(configured(testKeys('k1', 'k2')), database.appUrl);
    await gateway.close();
    await expect(startWorkerWith(testKeys('k1', 'k2'))).rejects.not.toMatchObject(refused); // it goes on to Temporal
  });

  test('a gateway that started while PostgreSQL was away answers nobody once its keys turn out to be wrong', async () => {
    const { mode, encryptionKeys } = configured(testKeys('k2'));
    const guard = createModeGuard(pool, mode, () => checkKeys(pool, encryptionKeys));
    await expect(guard.confirm()).rejects.toThrow(WrongKeys);
    expect(guard.isConfirmed).toBe(false);
    const app = Fastify().addHook('onRequest', onlyInOwnMode(guard));
    app.get('/console', () => 'let in');
    const answer = await app.inject('/console');
    expect([answer.statusCode, answer.json()]).toEqual([503, expect.objectContaining(refused)]);
    await app.close();
  });
});
