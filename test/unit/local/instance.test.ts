import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NotRunning, reachDatabase, reachTemporal } from '../../../src/cli/shared/reach.js';
import { findInstance, publishInstance } from '../../../src/local/instance.js';
import { loadConfig } from '../../../src/platform/config/config.js';

const databaseUrl = 'postgres://postgres:secret@127.0.0.1:12345/textback';
const temporal = { address: '127.0.0.1:7233', namespace: 'default', uiUrl: 'http://127.0.0.1:8233' };

describe('the file that tells commands what runs on a DATA_DIR', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'textback-instance-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = () => join(folder, 'instance.json');
  const config = (environment: Record<string, string> = {}) =>
    loadConfig({ DATA_DIR: folder, ...environment }, 'records');
  /** As after kill -9, or a restart of the machine: the number may be another process's now. */
  const endOwner = () => {
    const left = JSON.parse(readFileSync(file(), 'utf8')) as { owner: { startedAt: string } };
    left.owner.startedAt = 'before';
    writeFileSync(file(), JSON.stringify(left));
  };

  test('is for this user alone, complete at once, and gone after the end', () => {
    const published = publishInstance(folder, { databaseUrl, temporal });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(findInstance(folder)).toMatchObject({
      state: 'running',
      instance: { databaseUrl, gatewayUrl: null },
    });
    published.addresses({
      gatewayUrl: 'http://127.0.0.1:3000',
      adminUrl: 'http://127.0.0.1:3001',
      sandboxUrl: null,
    });
    expect(findInstance(folder)).toMatchObject({
      state: 'running',
      instance: {
        owner: { pid: process.pid },
        temporal,
        gatewayUrl: 'http://127.0.0.1:3000',
        adminUrl: 'http://127.0.0.1:3001',
      },
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['instance.json']);
    published.remove();
    expect(readdirSync(folder)).toEqual([]);
    expect(findInstance(folder)).toEqual({ state: 'none' });
  });

  test('of a process that has ended leads nowhere, and the next start takes its place', () => {
    publishInstance(folder, { databaseUrl, temporal });
    endOwner();
    expect(findInstance(folder)).toEqual({ state: 'ended', pid: process.pid });
    publishInstance(folder, { databaseUrl, temporal: null });
    expect(findInstance(folder)).toMatchObject({ state: 'running', instance: { temporal: null } });
  });

  test('that is torn leads nowhere, and stops no start', () => {
    writeFileSync(file(), '{"owner":{"pid":');
    expect(findInstance(folder)).toEqual({ state: 'none' });
    publishInstance(folder, { databaseUrl, temporal });
    expect(findInstance(folder).state).toBe('running');
  });

  test('of a Textback that runs is left alone by another one', () => {
    publishInstance(folder, { databaseUrl, temporal: null });
    const second = publishInstance(folder, { databaseUrl: null, temporal });
    second.addresses({ gatewayUrl: 'http://127.0.0.1:3001', adminUrl: null, sandboxUrl: null });
    second.remove();
    expect(findInstance(folder)).toMatchObject({
      state: 'running',
      instance: { databaseUrl, temporal: null, gatewayUrl: null },
    });
  });

  test('a command takes DATABASE_URL and TEMPORAL_ADDRESS first, then what runs', async () => {
    publishInstance(folder, { databaseUrl, temporal });
    expect(await reachDatabase(config())).toBe(databaseUrl);
    expect(await reachTemporal(config())).toMatchObject({ address: '127.0.0.1:7233', namespace: 'default' });
    const set = config({ DATABASE_URL: 'postgres://a@b/c', TEMPORAL_ADDRESS: 'elsewhere:7233' });
    expect(await reachDatabase(set)).toBe('postgres://a@b/c');
    expect(await reachTemporal(set)).toMatchObject({ address: 'elsewhere:7233' });
  });

  test('without either, it says that nothing runs, or no more, or that the servers are not its own', async () => {
    await expect(reachDatabase(config())).rejects.toThrow(
      `nothing runs on DATA_DIR ${folder}: start it with \`npm start\`, or set DATABASE_URL`,
    );
    await expect(reachTemporal(config())).rejects.toThrow(/^nothing runs .* or set TEMPORAL_ADDRESS/);
    const published = publishInstance(folder, { databaseUrl: null, temporal });
    await expect(reachDatabase(config())).rejects.toThrow(
      /was given its PostgreSQL by DATABASE_URL: set the same here$/,
    );
    published.remove();
    publishInstance(folder, { databaseUrl, temporal });
    endOwner();
    await expect(reachDatabase(config())).rejects.toThrow(`any more (process ${process.pid} has ended)`);
    await expect(reachDatabase(config())).rejects.toThrow(NotRunning);
  });
});
