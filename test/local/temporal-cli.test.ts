import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runTool } from '../../src/local/run-tool.js';
import { findTemporalCli } from '../../src/local/temporal-cli.js';
import type { Installer } from '../../src/local/installer.js';
import { silent, temporaryFolder } from './support.js';

const NEW = 'temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)';
const OLD = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';

let folder: ReturnType<typeof temporaryFolder>;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = temporaryFolder();
  env = { PATH: join(folder.path, 'path'), XDG_CACHE_HOME: join(folder.path, 'cache') };
});
afterEach(() => folder.remove());

const script = (version: string): string => `#!/bin/sh\necho '${version}'\n`;

function program(name: string, version: string): string {
  const file = join(folder.path, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script(version));
  chmodSync(file, 0o755);
  return file;
}

function installer(version: string): Installer & { runs: number } {
  return {
    name: 'test installer',
    announcement: 'Installing it',
    runs: 0,
    async install(target) {
      this.runs += 1;
      mkdirSync(target, { recursive: true });
      const file = join(target, 'program');
      await writeFile(file, script(version));
      return file;
    },
  };
}

test('TEMPORAL_CLI goes before PATH, PATH before the cache', async () => {
  const inPath = program('path/temporal', NEW);
  const chosen = program('chosen', NEW);
  expect(await findTemporalCli({ onProgress: silent, env, installers: [] })).toBe(inPath);
  expect(
    await findTemporalCli({ onProgress: silent, env: { ...env, TEMPORAL_CLI: chosen }, installers: [] }),
  ).toBe(chosen);
});

test('a TEMPORAL_CLI that cannot serve is one clear message, and nothing else is taken in its place', async () => {
  program('path/temporal', NEW);
  const old = program('old', OLD);
  await expect(
    findTemporalCli({ onProgress: silent, env: { ...env, TEMPORAL_CLI: old } }),
  ).rejects.toMatchObject({
    code: 'CLI_NOT_FOUND',
    message: expect.stringContaining('its server is 1.29'),
  });
});

test('one on PATH that is too old is passed over, and why is told', async () => {
  const old = program('path/temporal', OLD);
  const lines: string[] = [];
  const found = await findTemporalCli({
    onProgress: (line) => lines.push(line),
    env,
    installers: [installer(NEW)],
  });
  expect(found).toBe(join(folder.path, 'cache/textback/temporal-1.9.1/temporal'));
  expect(lines[0]).toMatch(`Skipping ${old}: its server is 1.29`);
});

test('what was installed once is taken from the cache', async () => {
  const once = installer(NEW);
  const search = { onProgress: silent, env, installers: [once] };
  expect(await findTemporalCli(search)).toBe(await findTemporalCli(search));
  expect(once.runs).toBe(1);
});

test('callers at the same time all get a whole program, and leave nothing half done', async () => {
  const search = { onProgress: silent, env, installers: [installer(NEW)] };
  const found = await Promise.all(Array.from({ length: 8 }, () => findTemporalCli(search)));
  expect(new Set(found).size).toBe(1);
  expect(readdirSync(dirname(found[0] ?? ''))).toEqual(['temporal']);
});

test('when no way works, one message lists each with its reason and how to mend it', async () => {
  const broken: Installer = {
    name: 'broken installer',
    announcement: 'Trying',
    install: () => Promise.reject(new Error('no network')),
  };
  const search = findTemporalCli({ onProgress: silent, env, installers: [broken, installer(OLD)] });
  await expect(search).rejects.toMatchObject({ code: 'CLI_NOT_FOUND' });
  const { message } = (await search.catch((error: unknown) => error)) as Error;
  for (const part of [
    'PATH: no temporal found',
    'broken installer: no network',
    'test installer: its server',
    'TEMPORAL_ADDRESS',
  ]) {
    expect(message).toContain(part);
  }
});

test('a search that is called off ends the installer at work and tries no other', async () => {
  const calledOff = new AbortController();
  const slow: Installer = {
    name: 'slow installer',
    announcement: 'Slowly',
    install: (_folder, signal) => {
      setImmediate(() => calledOff.abort(new Error('called off')));
      return runTool('sleep', ['60'], { signal });
    },
  };
  const next = installer(NEW);
  const search = { onProgress: silent, env, installers: [slow, next], signal: calledOff.signal };
  await expect(findTemporalCli(search)).rejects.toThrow('called off');
  expect(next.runs).toBe(0);
});
