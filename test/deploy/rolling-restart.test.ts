import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '../chaos/verdict.js';

const main = fileURLToPath(new URL('../chaos/main.ts', import.meta.url));
const WITHIN_SECONDS = 150;

describe('a rolling restart under load: each gateway and each worker is asked to end, and started again', () => {
  let folder: string;
  let output = '';
  let verdict: Verdict;

  beforeAll(
    async () => {
      folder = await mkdtemp(join(tmpdir(), 'textback-rolling-'));
      const report = join(folder, 'report.md');
      const args = [
        ...[
          '--import',
          'tsx',
          main,
          '--classes',
          'rolling restart',
          '--faults',
          '1',
          '--conversations',
          '30',
        ],
        ...['--seed', '20261122', '--report', report, '--within', String(WITHIN_SECONDS)],
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      const take = (bytes: Buffer) => {
        output += bytes.toString();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      await new Promise((resolve) => child.once('exit', resolve));
      const json = await readFile(`${report}.json`, 'utf8').catch(() => null);
      if (json === null) throw new Error(`no report:\n${output}`);
      verdict = JSON.parse(json) as Verdict;
    },
    (WITHIN_SECONDS + 30) * 1_000,
  );
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('nothing is lost, doubled, misrouted or out of order', () => {
    if (!verdict.isSound) throw new Error(output);
  });
  test('every process ended by itself, in order, and nothing else died', () => {
    expect(verdict.faults).toEqual([{ name: 'rolling restart', planned: 1, fired: 1 }]);
    expect(output).toContain('each was asked to end and started again (exits 0,0,0,0)');
    expect(Object.values(verdict.crashes)).toEqual([0, 0, 0, 0]);
  });
  test('no send was left unclear, and there was something to lose', () => {
    expect(verdict.parked).toBe(0);
    expect(verdict.tally.conversations).toBe(30);
    expect(verdict.tally.followUps).toBeGreaterThan(8);
  });
});
