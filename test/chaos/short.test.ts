import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedOf } from '../support/seed.js';
import type { Verdict } from './verdict.js';

/** One of each kind; the long form has every class. */
const classes = [
  'kill gateway',
  'kill worker',
  'kill temporal',
  'kill postgres',
  'cut temporal',
  'hang drift',
  'reset twilio',
  'reply lost twilio reset-after',
  'reply lost drift garbage-after',
  '429 drift',
  'clock step',
  'rolling restart',
];
const seed = String(seedOf('CHAOS_SEED', 3));
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const WITHIN_SECONDS = 170;

describe(`the system as processes, with ${classes.length} faults in 40 conversations (CHAOS_SEED=${seed})`, () => {
  let folder: string;
  let output = '';
  let verdict: Verdict;

  beforeAll(
    async () => {
      folder = await mkdtemp(join(tmpdir(), 'textback-chaos-report-'));
      const report = join(folder, 'report.md');
      const args = [
        ...['--import', 'tsx', main, '--conversations', '40', '--faults', String(classes.length)],
        ...['--seed', seed, '--classes', classes.join(), '--time-scale', '0.1', '--report', report],
        ...['--within', String(WITHIN_SECONDS)],
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      const take = (bytes: Buffer) => {
        output += bytes.toString();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      await new Promise((resolve) => child.once('exit', resolve));
      const json = await readFile(`${report}.json`, 'utf8').catch(() => null);
      if (json === null) throw new Error(`no report (CHAOS_SEED=${seed}):\n${output}`);
      verdict = JSON.parse(json) as Verdict;
    },
    (WITHIN_SECONDS + 30) * 1_000,
  );
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('nothing is lost, doubled, misrouted, out of order, or sent where it must not be', () => {
    if (!verdict.isSound) throw new Error(`CHAOS_SEED=${seed}\n${output}`);
  });
  test('every fault was injected, and all but two at the most were seen to fire: one may fall into the shadow of another', () => {
    expect(verdict.faults.map(({ name }) => name)).toEqual(classes.toSorted());
    const silent = verdict.faults.filter(({ fired }) => fired === 0).map(({ name }) => name);
    expect(silent.length <= 2 ? [] : silent).toEqual([]);
  });
  test('nothing died that was not killed', () => {
    expect(Object.values(verdict.crashes)).toEqual([0, 0, 0, 0]);
  });
  test('the run had conversations in it', () => {
    expect(verdict.tally).toMatchObject({ conversations: 40 });
    expect(verdict.tally.followUps).toBeGreaterThan(15);
    expect(verdict.tally.relayedToPhone).toBeGreaterThan(15);
    expect(verdict.tally.relayedToDrift).toBeGreaterThan(5);
    expect(verdict.tally.duplicates).toBeGreaterThan(50);
  });
});
