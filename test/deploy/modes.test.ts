import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { loadConfig } from '../../src/platform/config/config.js';
import { SANDBOX_ADMIN_TOKEN } from '../../src/platform/config/sandbox-credentials.js';
import { grantToApp } from '../../src/platform/db/app-role.js';
import { claimMode, createModeGuard } from '../../src/platform/db/installation-mode.js';
import { migrate } from '../../src/platform/db/migrate.js';
import type { Queryable } from '../../src/platform/db/pool.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { claimQueue } from '../../src/platform/temporal/live-queue.js';
import { startGateway } from '../../src/web/gateway/gateway.js';
import { APP_PASSWORD, createTestDatabase, type TestDatabase } from '../support/database.js';
import { connectTemporal, TEST_NAMESPACE, uniqueName } from '../support/temporal.js';

const HEX = '0123456789abcdef0123456789abcdef';
const live = loadConfig(
  {
    SANDBOX: 'off',
    PORT: '0',
    DRIFT_VERIFICATION_TOKEN: 'drift-verification',
    TWILIO_ACCOUNT_SID: `AC${HEX}`,
    TWILIO_AUTH_TOKEN: 'twilio-auth',
    TWILIO_FROM_NUMBERS: '+12025550123',
    PUBLIC_URL: 'https://textback.example.com',
    BUSINESS_NAME: 'Acme',
    LOG_LEVEL: 'silent',
  },
  'gateway',
);
const sandbox = loadConfig({ SANDBOX: 'on', PORT: '0', LOG_LEVEL: 'silent' }, 'gateway');

describe('the sandbox is never an accident', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  test('a database that was first used live lets no sandbox in, whatever token it shows', async () => {
    const gateway = await startGateway(live, database.appUrl);
    await gateway.close();
    await expect(startGateway(sandbox, database.appUrl)).rejects.toMatchObject({
      code: 'wrong_mode',
      message: expect.stringContaining('first used live') as unknown,
    });
    await expect(startGateway(live, database.appUrl).then((again) => again.close())).resolves.toBeUndefined();
  });

  test('a sandbox that started while PostgreSQL was away answers nobody once it turns out to be a live one', async () => {
    const elsewhere = new URL(database.appUrl);
    elsewhere.pathname = '/not_made_yet';
    const gateway = await startGateway(sandbox, elsewhere.href);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const get = (path: string) =>
      fetch(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${SANDBOX_ADMIN_TOKEN}` } });
    expect((await get('/admin/pauses')).status).toBe(503);
    expect((await get('/console')).status).toBe(503);
    await pool.end();
    await admin.end();
    const owner = new pg.Client({ connectionString: database.url.replace(/\/[^/]+$/, '/postgres') });
    await owner.connect();
    await owner.query(`CREATE DATABASE not_made_yet TEMPLATE ${new URL(database.url).pathname.slice(1)}`);
    try {
      const answer = await get('/admin/pauses');
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ error: { code: 'wrong_mode' } });
      expect((await get('/health/live')).status).toBe(200);
    } finally {
      await gateway.close();
      await owner.query('DROP DATABASE not_made_yet WITH (FORCE)');
      await owner.end();
      pool = new pg.Pool({ connectionString: database.url, max: 2 });
    }
  });

  test('a sandbox database lets no live process in; of two that race for a new one, one mode wins', async () => {
    await pool.query('DELETE FROM installation_mode');
    await claimMode(pool, 'sandbox');
    await expect(claimMode(pool, 'live')).rejects.toMatchObject({ code: 'wrong_mode' });
    await pool.query('DELETE FROM installation_mode');
    const race = await Promise.allSettled([claimMode(pool, 'live'), claimMode(pool, 'sandbox')]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the guard asks PostgreSQL once, and again after a failure', async () => {
    await pool.query('DELETE FROM installation_mode');
    let asked = 0;
    let isAway = true;
    const db = {
      query: async (text: string, values?: unknown[]) => {
        asked += 1;
        if (isAway) throw new Error('away');
        return pool.query(text, values);
      },
    } as Queryable;
    const guard = createModeGuard(db, 'live');
    await expect(guard.confirm()).rejects.toThrow('away');
    isAway = false;
    await Promise.all([guard.confirm(), guard.confirm()]);
    await guard.confirm();
    expect([guard.isConfirmed, asked]).toEqual([true, 3]);
  });

  test('task queues that a live worker has polled are no place for a sandbox; others in the namespace are', async () => {
    const connection = await connectTemporal();
    const log = createLogger('test', 'silent');
    const of = (taskQueue: string, mode: 'live' | 'sandbox') =>
      claimQueue(connection, { namespace: TEST_NAMESPACE, taskQueue, mode }, log);
    const [ours, theirs] = [uniqueName('live'), uniqueName('sandbox')];
    await of(ours, 'live');
    await of(ours, 'live');
    await of(theirs, 'sandbox');
    await expect(of(ours, 'sandbox')).rejects.toMatchObject({ code: 'wrong_mode' });
    await connection.close();
  });
});

describe('the role of gateway and worker', () => {
  let database: TestDatabase;
  let app: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  test('is no superuser and makes neither roles nor databases', async () => {
    const { rows } = await app.query(
      'SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user',
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false },
    ]);
  });

  test.each([
    "COPY inbox TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    'DROP TABLE ledger',
    'ALTER TABLE consents DISABLE TRIGGER ALL',
    'TRUNCATE consents',
    'CREATE TABLE mine (id int)',
    'DELETE FROM schema_migrations',
    'CREATE ROLE other LOGIN',
  ])('cannot %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('is made by the migration, which may run again and again', async () => {
    await migrate(database.url, APP_PASSWORD);
    await migrate(database.url);
    const again = new pg.Client({ connectionString: database.appUrl });
    await again.connect();
    await again.end();
  });

  test('gets its rights on tables of later migrations from the next run, and none from a role that owns nothing', async () => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await owner.query('CREATE TABLE later (id int)');
    await grantToApp(app, null);
    await expect(app.query('SELECT FROM later')).rejects.toMatchObject({ code: '42501' });
    await grantToApp(owner, null);
    await expect(app.query('SELECT FROM later')).resolves.toBeDefined();
    await owner.end();
  });
});
