import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { workflowBundle } from '../support/temporal.js';
import { bridgePaths } from './bridge-paths.js';
import { recordHistories } from './record.js';
import { waitingPaths } from './waiting-paths.js';

const folder = new URL('histories/', import.meta.url);
const names = async () => (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
const read = async (file: string) => JSON.parse(await readFile(new URL(file, folder), 'utf8')) as unknown;

describe('promise 11: any recorded history replays on this code', () => {
  beforeAll(async () => {
    if (process.env['RECORD_HISTORIES'] === '1') await recordHistories();
  });

  /** The command as people run it before a deployment, over all golden histories. */
  const replay = async (...options: string[]) => {
    const script = fileURLToPath(new URL('../../src/scripts/replay.ts', import.meta.url));
    const files = (await names()).map((file) => fileURLToPath(new URL(file, folder)));
    return spawnSync(process.execPath, ['--import', 'tsx', script, ...options, ...files], {
      encoding: 'utf8',
    });
  };

  test('there is a history of every path', async () => {
    // Two of the first release's conversations, with bursts in both directions.
    const old = ['old-burst', 'old-rep'];
    const paths = [...Object.keys({ ...waitingPaths, ...bridgePaths }), ...old].map((path) => `${path}.json`);
    expect(await names()).toEqual(paths.sort());
  });

  test('every golden history replays', async () => {
    const { status, stdout } = await replay('--bundle', workflowBundle().codePath);
    expect(stdout).not.toContain('BREAKS');
    const { length } = await names();
    expect(stdout).toContain(`${length} of ${length} histories replay on this build`);
    expect(status).toBe(0);
  });

  test('a workflow that was deliberately changed is refused, for every history', async () => {
    const changed = fileURLToPath(new URL('changed/index.ts', import.meta.url));
    const { status, stdout } = await replay('--workflows', changed);
    const { length } = await names();
    expect(stdout.match(/BREAKS .*DeterminismViolationError/g)).toHaveLength(length);
    expect(stdout).toContain(`0 of ${length} histories replay on this build`);
    expect(status).toBe(1);
  });

  test('no golden history holds a phone number or a word that somebody wrote', async () => {
    for (const file of await names()) {
      const history = JSON.stringify(await read(file), (key, value: unknown) =>
        key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
      );
      expect(history).not.toMatch(
        /\+?1?2025550\d{3}|Hello\?|question \d|answer \d|burst \d|remember me|one more|please stop texting|our plan/,
      );
    }
  });
});
