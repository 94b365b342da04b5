import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { startLocalPostgres } from '../../src/local/postgres.js';
import { holdsWithin, identify } from '../../src/local/process-identity.js';
import {
  forkOwner,
  killWithoutWarning,
  noneLeftWith,
  orphanServer,
  serverIn,
  processesWith,
  silent,
  startOwner,
  temporaryFolder,
} from './support.js';

async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL that we start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    expect(await noneLeftWith(folder.path)).toBe(true);
    folder.remove();
  });
  const start = (port?: number) =>
    startLocalPostgres({ dataDir: folder.path, onProgress: silent, ...(port === undefined ? {} : { port }) });

  test('starts again on its data, and a stop leaves nothing running', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    expect(processesWith(folder.path)).toEqual([]);

    const second = await start();
    const rows = await query(second.url, 'SELECT number FROM kept').finally(() => second.stop());
    expect(rows).toEqual([{ number: 7 }]);
  });

  test('listens on this machine only, and keeps its password from other users', async () => {
    const postgres = await start();
    const rows = await query(postgres.url, 'SHOW listen_addresses').finally(() => postgres.stop());
    expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(statSync(join(folder.path, 'postgres.password')).mode & 0o777).toBe(0o600);
    await expect(query(postgres.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow();
  });

  test('does not outlive a kill -9 of its owner, and what was committed is there', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    const owner = await startOwner('postgres', folder.path);
    await killWithoutWarning(owner);
    expect(await noneLeftWith(folder.path)).toBe(true);

    const next = await start();
    const rows = await query(next.url, 'SELECT number FROM kept').finally(() => next.stop());
    expect(rows).toEqual([{ number: 7 }]);
  });

  test('starts at once while the server of a killed owner still stops', async () => {
    const owner = await startOwner('postgres', folder.path);
    await killWithoutWarning(owner);
    await (await start()).stop();
  });

  test('one that was left behind is ended by the next start', async () => {
    const owner = await startOwner('postgres', folder.path);
    const orphan = serverIn(folder.path);
    await orphanServer(owner, orphan);
    expect(identify(orphan)).not.toBeNull();

    const next = await start();
    expect(identify(orphan)).toBeNull();
    await next.stop();
  });

  test('starts after a kill -9 of owner and server, and never ends the program that got its number', async () => {
    const owner = await startOwner('postgres', folder.path);
    const server = serverIn(folder.path);
    process.kill(server, 'SIGKILL');
    await orphanServer(owner, server);
    // PostgreSQL takes a program of its own user for a server when the number is the same.
    const { uid } = statSync(join(folder.path, 'postgres'));
    const bystander = spawn('sleep', ['60'], { uid });
    const pidFile = join(folder.path, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(bystander.pid)));

    const next = await start();
    await next.stop();
    expect(identify(bystander.pid ?? 0)).not.toBeNull();
    const ended = once(bystander, 'exit');
    bystander.kill();
    await ended;
  });

  test.each(['throw', 'exit'] as const)(
    'does not outlive an owner that ends by an error (%s)',
    async (how) => {
      const owner = await startOwner('postgres', folder.path, how);
      if (owner.exitCode === null) await once(owner, 'exit');
      expect(owner.exitCode).not.toBe(0);
      expect(await noneLeftWith(folder.path)).toBe(true);
    },
  );

  test('is refused to a second owner while the first one lives', async () => {
    const owner = await startOwner('postgres', folder.path);
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`in use by process ${owner.pid ?? 0}`),
    });
    expect(processesWith(`-D ${folder.path}/postgres`)).toHaveLength(1);
    await killWithoutWarning(owner);
    await (await start()).stop();
  });

  test('a taken port is one clear message, and nothing is left running', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start(port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)),
    });
    other.close();
    await (await start(port)).stop();
  });

  test('a preparation cut short by kill -9 is begun anew', async () => {
    const owner = forkOwner('postgres', folder.path);
    const preparing = (): boolean =>
      readdirSync(folder.path, { recursive: true }).some((name) => String(name).endsWith('PG_VERSION'));
    expect(await holdsWithin(30_000, preparing)).toBe(true);
    await killWithoutWarning(owner);
    expect(readdirSync(folder.path)).not.toContain('postgres');

    await (await start()).stop();
    expect(readdirSync(folder.path).filter((name) => name.includes('draft'))).toEqual([]);
  });

  test('data of another PostgreSQL version is one clear message and stays as it is', async () => {
    mkdirSync(join(folder.path, 'postgres'));
    writeFileSync(join(folder.path, 'postgres', 'PG_VERSION'), '16\n');
    writeFileSync(join(folder.path, 'postgres.password'), 'secret\n');
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_UNUSABLE',
      message: expect.stringContaining('PostgreSQL 16'),
    });
  });
});
