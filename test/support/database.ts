import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { APP_ROLE } from '../../src/platform/db/app-role.js';
import { createPool, type Pool } from '../../src/platform/db/pool.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { eventually } from './eventually.js';

/** An empty, migrated database of its own, on the run's PostgreSQL. */
export interface TestDatabase {
  /** As the owner of the tables. */
  url: string;
  /** As the role that gateway and worker have in production: whatever they do must be possible with it. */
  appUrl: string;
  drop(): Promise<void>;
}

/** Of the role textback_app on the run's PostgreSQL. */
export const APP_PASSWORD = 'app';

const TEMPLATE = 'textback_template';

async function asAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function sibling(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes the database that every test database is a copy of; resolves to its URL, for the migrations. */
export async function createTemplateDatabase(serverUrl: string): Promise<string> {
  await asAdmin(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  return sibling(serverUrl, TEMPLATE);
}

/** The run's PostgreSQL, as its superuser; only for tests about the server itself. */
export function postgresServerUrl(): string {
  const url = process.env['TEXTBACK_TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('No PostgreSQL: run tests through jest with its global setup.');
  return url;
}

/** Makes a migrated database for one test or test file; `drop` ends what is still connected to it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = postgresServerUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Copying files takes a third of the processor time of the default, which writes each page to the log. Like dropping, it makes a
  // checkpoint of the whole server, which fails while test/hostile/disk-full fills its own small disk.
  await eventually(`${name} is made`, async () => {
    await asAdmin(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
    return true;
  });
  const url = sibling(serverUrl, name);
  const app = new URL(url);
  app.username = APP_ROLE;
  app.password = APP_PASSWORD;
  return {
    url,
    appUrl: app.href,
    drop: async () => {
      await eventually(`${name} is dropped`, async () => {
        await asAdmin(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        return true;
      });
    },
  };
}

/** A database of its own with a pool on it, for tests of what talks to PostgreSQL and nothing else. */
export async function openTestPool(
  size = 4,
): Promise<{ readonly pool: Pool; readonly close: () => Promise<void> }> {
  const database = await createTestDatabase();
  const log = createLogger('test', 'silent');
  const pool = createPool({ url: database.url, size, name: 'test', timeoutMs: 10_000, log });
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
