import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { LeasedLoop } from '../../../../src/platform/leases/leased-loop.js';
import { openTestPool } from '../../../support/database.js';
import { eventually } from '../../../support/eventually.js';

let pool: Pool;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ pool, close } = await openTestPool());
});
afterAll(() => close());

const holders = async () => {
  const { rows } = await pool.query<{ holder: string }>('SELECT holder FROM leases');
  return rows.map(({ holder }) => holder);
};

test('the lease is passed on when what a round has left at work has ended, and not before', async () => {
  let end: () => void = () => undefined;
  const atWork = new Promise<void>((resolve) => (end = resolve));
  let isFinishing = false;
  const loop = new LeasedLoop({
    pool,
    lease: 'test',
    holder: 'a',
    pollMs: 60_000,
    log: pino({ level: 'silent' }),
    work: () => Promise.resolve(false),
    finish: () => {
      isFinishing = true;
      return atWork;
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await eventually('it has the lease', async () => (await holders()).length === 1);
  const closed = loop.close();
  await eventually('it finishes', () => isFinishing);
  expect(await holders()).toEqual(['a']);
  end();
  await closed;
  expect(await holders()).toEqual([]);
});
