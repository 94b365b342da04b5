import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../../src/platform/db/pool.js';
import {
  allowedNow,
  learnFromHeaders,
  learnFromRefusal,
} from '../../../../src/platform/rate-limit/learned-limit.js';
import { openTestPool } from '../../../support/database.js';

describe('what a vendor teaches us about its limit', () => {
  let close: () => Promise<void>;
  let pool: Pool;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());

  const owner = (vendor: string) => ({ account: 7, vendor, limit: 10 });
  const allowed = async (vendor: string): Promise<number> => {
    const { rows } = await pool.query<{ slots: number }>(`SELECT ${allowedNow} AS slots`, [7, vendor, 10]);
    return rows[0]?.slots ?? 0;
  };
  const pass = (vendor: string, seconds: number) =>
    pool.query(`UPDATE learned_limits SET cut_at = cut_at - make_interval(secs => $2) WHERE vendor = $1`, [
      vendor,
      seconds,
    ]);

  test('without a word of the vendor the configured limit holds', async () => {
    expect(await allowed('silent')).toBe(10);
  });

  test('refusals halve it, and those of one moment are one lesson, however many processes they reach', async () => {
    await Promise.all(Array.from({ length: 8 }, () => learnFromRefusal(pool, owner('refusing'))));
    expect(await allowed('refusing')).toBe(5);
    await pass('refusing', 1.1);
    await learnFromRefusal(pool, owner('refusing'));
    expect(await allowed('refusing')).toBe(2);
    for (let i = 0; i < 3; i += 1) {
      await pass('refusing', 1.1);
      await learnFromRefusal(pool, owner('refusing'));
    }
    expect(await allowed('refusing')).toBe(1);
  });

  test('it grows back after a while, one call first and then one every two seconds, and not above the configured one', async () => {
    await learnFromRefusal(pool, owner('growing'));
    await pass('growing', 14);
    expect(await allowed('growing')).toBe(5);
    await pass('growing', 1.5);
    expect(await allowed('growing')).toBe(6);
    await pass('growing', 4);
    expect(await allowed('growing')).toBe(8);
    await pass('growing', 3_600_000);
    expect(await allowed('growing')).toBe(10);
    await learnFromRefusal(pool, owner('growing'));
    expect(await allowed('growing')).toBe(5);
  });

  test('a try that was too much goes back to what went well, and the next one waits twice as long', async () => {
    await learnFromRefusal(pool, owner('probing'));
    await pass('probing', 16);
    expect(await allowed('probing')).toBe(6);
    await learnFromRefusal(pool, owner('probing'));
    expect(await allowed('probing')).toBe(5);
    await pass('probing', 16);
    expect(await allowed('probing')).toBe(5);
    await pass('probing', 15);
    expect(await allowed('probing')).toBe(6);
  });

  test('a limit in its headers counts while it is lower, a refusal does not cut below it, and a higher one ends a cut', async () => {
    await learnFromHeaders(pool, owner('telling'), 6);
    expect(await allowed('telling')).toBe(6);
    await learnFromRefusal(pool, owner('telling'));
    expect(await allowed('telling')).toBe(6);
    await learnFromHeaders(pool, owner('telling'), 50);
    expect(await allowed('telling')).toBe(10);
  });
});
