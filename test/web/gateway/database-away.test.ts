import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { createGatewayApp } from '../../../src/web/gateway/app.js';
import { configuredWebhooks } from '../../../src/web/gateway/webhooks.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

describe('while PostgreSQL does not answer in time, the admin API says so and no bug is suspected', () => {
  const ADMIN_TOKEN = 'an-admin-token-of-at-least-32-characters';
  const config = loadConfig({ ADMIN_TOKEN, LOG_LEVEL: 'silent' });
  const log = createLogger('test', 'silent');
  let database: TestDatabase;
  let pool: Pool;
  let app: ReturnType<typeof createGatewayApp>;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({ url: database.url, size: 1, name: 'test', timeoutMs: 300, log });
    const publicUrl = () => 'https://textback.example.com';
    app = createGatewayApp({
      config,
      pool,
      log,
      metrics: new Metrics(),
      webhooks: configuredWebhooks(config),
      vouches: () => Promise.resolve(true),
      publicUrl,
      adminUrl: publicUrl,
      accept: () => Promise.reject(new Error('not asked for here')),
    });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });

  const paths = ['report', 'held', 'parked', 'audit', 'pauses', 'conversations/7'];
  const answersOf = async () =>
    Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(`${url}/admin/${path}`, {
          headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
        });
        const { error } = (await answer.json()) as { error?: { code: string } };
        return [path, answer.status, error?.code ?? null];
      }),
    );

  test('every connection of the pool is taken, or a statement hangs: 503 storage_unavailable', async () => {
    const taken = await pool.connect();
    try {
      expect(await answersOf()).toEqual(paths.map((path) => [path, 503, 'storage_unavailable']));
    } finally {
      taken.release();
    }
    expect(((await answersOf())[0] ?? []).slice(0, 2)).toEqual(['report', 200]);
  });
});
