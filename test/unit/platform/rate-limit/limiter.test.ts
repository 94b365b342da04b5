import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, type Pool } from '../../../../src/platform/db/pool.js';
import { Limiter } from '../../../../src/platform/rate-limit/limiter.js';
import { createLogger } from '../../../../src/platform/logging/logger.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import { createTestDatabase, type TestDatabase } from '../../../support/database.js';

const log = createLogger('test', 'silent');

/** Most of the times that lie within one second, wherever the second starts. */
function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const within = sorted.map((from, i) => sorted.slice(i).filter((time) => time - from < 1_000).length);
  return Math.max(0, ...within);
}

test('the measure of this file counts over a rolling second, not over whole ones', () => {
  expect(mostInASecond([0, 999, 1_000, 1_001, 1_998, 2_500])).toBe(4);
  expect(mostInASecond([0, 1_000, 2_000])).toBe(1);
});

describe('the rate limit that processes share', () => {
  let database: TestDatabase;
  const pools: Pool[] = [];
  const metrics = new Metrics();
  const openPool = (name = 'test'): Pool => {
    const pool = createPool({ url: database.url, size: 4, name, timeoutMs: 10_000, log });
    pools.push(pool);
    return pool;
  };
  /** A limiter with a pool of its own, as in a process of its own. */
  const limiter = (vendor: string, limit: number, account = 7) =>
    new Limiter({ pool: openPool(), vendor, account, limit, metrics, log });
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  test('in no rolling second do more calls start or arrive than allowed, over two processes; and it wastes little', async () => {
    const both = [limiter('two', 10), limiter('two', 10)] as const;
    const starts: number[] = [];
    const arrivals: number[] = [];
    const ends: number[] = [];
    const begun = performance.now();
    const call = (i: number) => async () => {
      starts.push(performance.now());
      await sleep((i * 7) % 40); // the way to the vendor
      arrivals.push(performance.now());
      await sleep((i * 11) % 40); // and back
      ends.push(performance.now());
    };
    await Promise.all(Array.from({ length: 60 }, (_, i) => both[i % 2 === 0 ? 0 : 1].run(call(i))));
    expect([starts.length, ends.length]).toEqual([60, 60]);
    expect(mostInASecond(starts)).toBeLessThanOrEqual(10);
    expect(mostInASecond(arrivals)).toBeLessThanOrEqual(10);
    const tookMs = Math.max(...starts) - begun;
    expect(tookMs).toBeGreaterThan(5_000); // 60 calls at 10 a second cannot start in less
    expect(tookMs).toBeLessThan(11_000); // at half the rate it would be twelve seconds
  });

  // Each below has its own vendor, so its own slots: they run at the same time.
  test('a pause, an error, accounts, vendors, order and a race each keep their promise', async () => {
    await Promise.all([
      pauseIsHonoured(),
      failedCallGivesBack(),
      accountsAndVendorsAreApart(),
      firstInFirstOut(),
      firstInFirstOutOverProcesses(),
      urgentGoesFirstOverProcesses(),
      deadProcessHoldsNobodyUp(),
      pauseNeverShortens(),
      slotIsTakenOnce(),
      urgentGoesFirst(),
      toldLimitCounts(),
      refusalCutsForAll(),
      windowHolds(),
      windowOutlivesItsHolder(),
      windowShrinksWithTheVendor(),
      spareCallsLeaveTheWindowToOthers(),
    ]);
  });

  async function pauseIsHonoured(): Promise<void> {
    const [one, other] = [limiter('paused', 10), limiter('paused', 10)];
    await one.run(() => Promise.resolve());
    const at = performance.now();
    await one.refused(1_500);
    const starts = await Promise.all(
      [one, other, one].map((each) => each.run(() => Promise.resolve(performance.now()))),
    );
    for (const start of starts) expect(start - at).toBeGreaterThanOrEqual(1_490);
    expect(Math.max(...starts) - at).toBeLessThan(10_000);
  }

  async function pauseNeverShortens(): Promise<void> {
    const own = limiter('pauses', 10);
    await own.run(() => Promise.resolve());
    const at = performance.now();
    await own.refused(1_500);
    await own.refused(1);
    expect((await own.run(() => Promise.resolve(performance.now()))) - at).toBeGreaterThanOrEqual(1_490);
  }

  async function failedCallGivesBack(): Promise<void> {
    const own = limiter('failing', 1);
    const failure = new Error('the vendor said no');
    const at = performance.now();
    await expect(own.run(() => Promise.reject(failure))).rejects.toBe(failure);
    const start = await own.run(() => Promise.resolve(performance.now()));
    expect(start - at).toBeGreaterThanOrEqual(1_000); // it counts like any other call
    expect(start - at).toBeLessThan(10_000); // and is not held until it would free itself
  }

  async function accountsAndVendorsAreApart(): Promise<void> {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let longCall = Promise.resolve();
    await new Promise<void>((begun) => {
      longCall = limiter('apart', 1, 1).run(() => {
        begun();
        return ended;
      });
    });
    const others = [limiter('apart', 1, 2), limiter('apart-too', 1, 1)];
    const at = performance.now();
    await Promise.all(others.map((each) => each.run(() => Promise.resolve())));
    expect(performance.now() - at).toBeLessThan(8_000); // the long call's slot frees itself after twelve seconds
    end();
    await longCall;
  }

  /** Many processes that ask at the same moment: the slots are few, and each is taken once. */
  async function slotIsTakenOnce(): Promise<void> {
    const starts: number[] = [];
    const all = Array.from({ length: 12 }, () => limiter('race', 3));
    await Promise.all(all.map((each) => each.run(() => Promise.resolve(starts.push(performance.now())))));
    expect(starts).toHaveLength(12);
    expect(mostInASecond(starts)).toBeLessThanOrEqual(3);
  }

  async function firstInFirstOut(): Promise<void> {
    const own = limiter('order', 2);
    const order: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((i) => own.run(() => Promise.resolve(order.push(i)))));
    expect(order).toEqual([1, 2, 3, 4, 5]);
  }

  async function firstInFirstOutOverProcesses(): Promise<void> {
    // What has come to one of them is not asked for in the order of the other: the second of them has a call at a time.
    await writeDownWhoTakesSlots();
    const inProcess = (name: string) =>
      new Limiter({ pool: openPool(name), vendor: 'lines', account: 7, limit: 2, metrics, log });
    const [many, single] = [inProcess('many'), inProcess('single')];
    const order: number[] = [];
    const calls: Promise<unknown>[] = [];
    for (const i of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const own = i % 4 === 0 ? single : many;
      calls.push(own.run(() => Promise.resolve(order.push(i))));
      await sleep(150);
    }
    await Promise.all(calls);
    // Which of two processes hears first that it has a slot is the machine's affair: who took it first is not.
    const { rows } = await openPool().query<{ process: string }>('SELECT process FROM taken ORDER BY id');
    const [ofMany, ofSingle] = [order.filter((i) => i % 4 !== 0), order.filter((i) => i % 4 === 0)];
    const taken = rows.map(({ process }) => (process === 'many' ? ofMany : ofSingle).shift());
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  }

  /** In the order in which it happens in PostgreSQL: a taken slot is held for longer than the second after a call. */
  const writeDownWhoTakesSlots = () =>
    openPool().query(`
      CREATE TABLE taken (id bigserial, process text);
      CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO taken (process) VALUES (current_setting('application_name')); RETURN NULL; END $$;
      CREATE TRIGGER write_down AFTER UPDATE ON call_slots FOR EACH ROW
        WHEN (new.vendor = 'lines' AND new.slot > 0 AND new.free_at > clock_timestamp() + interval '5 s')
        EXECUTE FUNCTION write_down()`);

  async function urgentGoesFirstOverProcesses(): Promise<void> {
    const [routine, urgent] = [limiter('urgent-lines', 1), limiter('urgent-lines', 1)];
    const order: string[] = [];
    const say = (word: string) => () => Promise.resolve(order.push(word));
    const markers = Array.from({ length: 4 }, () => routine.run(say('marker'), 'marker'));
    await markers[0];
    await Promise.all([urgent.run(say('relay'), 'relay'), ...markers]);
    expect(order).toEqual(['marker', 'relay', 'marker', 'marker', 'marker']);
  }

  async function deadProcessHoldsNobodyUp(): Promise<void> {
    const own = limiter('dead', 5);
    await own.run(() => Promise.resolve());
    await openPool().query(`INSERT INTO waiting_lines (org_id, vendor, process, urgency, since, seen_at)
      VALUES (7, 'dead', 'killed while it waited', 0, now() - interval '1 hour', clock_timestamp())`);
    const at = performance.now();
    const waited = (await own.run(() => Promise.resolve(performance.now()))) - at;
    expect(waited).toBeGreaterThan(500); // it might be alive
    expect(waited).toBeLessThan(10_000);
  }

  async function urgentGoesFirst(): Promise<void> {
    const own = limiter('urgent', 2);
    const order: string[] = [];
    const say = (word: string) => () => Promise.resolve(order.push(word));
    const early = Array.from({ length: 6 }, () => own.run(say('marker'), 'marker'));
    await Promise.all([...early.slice(0, 2)]);
    await Promise.all([own.run(say('look'), 'followUp'), own.run(say('relay'), 'relay'), ...early]);
    expect(order.slice(0, 2)).toEqual(['marker', 'marker']);
    // A slot may just have gone to the next marker when the urgent ones came.
    const rest = order.slice(2);
    expect(rest.indexOf('relay')).toBeLessThanOrEqual(1);
    expect(rest.indexOf('look')).toBe(rest.indexOf('relay') + 1);
  }

  async function toldLimitCounts(): Promise<void> {
    const [one, other] = [limiter('telling', 10), limiter('telling', 10)];
    await one.advertised(2.9);
    const starts = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 ? one : other).run(() => Promise.resolve(performance.now())),
      ),
    );
    expect(mostInASecond(starts)).toBeLessThanOrEqual(2);
    await other.advertised(50); // more than we are allowed by configuration counts for nothing
    const again = await Promise.all(
      Array.from({ length: 12 }, () => one.run(() => Promise.resolve(performance.now()))),
    );
    expect(mostInASecond(again)).toBeGreaterThan(2);
    expect(mostInASecond(again)).toBeLessThanOrEqual(10);
  }

  const windowed = (vendor: string, calls: number, limit = 10) =>
    new Limiter({ pool: openPool(), vendor, account: 7, limit, window: { calls, ms: 3_000 }, metrics, log });
  const times = (limiters: readonly Limiter[], count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        (limiters[i % limiters.length] as Limiter).run(() => Promise.resolve(performance.now())),
      ),
    );
  /** Most of the times that lie within one window, wherever it starts. */
  const mostInWindow = (given: readonly number[]) =>
    Math.max(...given.map((from) => given.filter((time) => time >= from && time - from < 3_000).length));

  async function windowHolds(): Promise<void> {
    const starts = await times([windowed('window', 6, 4), windowed('window', 6, 4)], 14);
    expect(mostInASecond(starts)).toBeLessThanOrEqual(4);
    expect(mostInWindow(starts)).toBeLessThanOrEqual(6);
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(10_000); // two windows, not three
  }

  /** The call of a process that died counts as made. */
  async function windowOutlivesItsHolder(): Promise<void> {
    const dead = windowed('window-dead', 1);
    void dead.run(() => new Promise<void>(() => undefined));
    await sleep(300);
    const { rows } = await openPool().query<{ seconds: number }>(
      `SELECT extract(epoch FROM free_at - clock_timestamp())::float8 AS seconds FROM call_slots
       WHERE vendor = 'window-dead' AND slot = -1`,
    );
    expect(rows[0]?.seconds).toBeGreaterThan(13);
  }

  async function windowShrinksWithTheVendor(): Promise<void> {
    const own = windowed('window-told', 8, 4);
    await own.advertised(100); // more than the window has
    expect(await times([own], 8)).toHaveLength(8);
    await own.advertised(4 / 3); // half of the window
    await sleep(3_100);
    expect(mostInWindow(await times([own], 6))).toBeLessThanOrEqual(4);
  }

  async function spareCallsLeaveTheWindowToOthers(): Promise<void> {
    const own = windowed('window-spare', 6);
    const made: number[] = [];
    for (let i = 0; i < 6; i += 1)
      await own.runIfSpare(() => Promise.resolve(made.push(i))).catch((error: unknown) => String(error));
    expect(made).toEqual([0, 1, 2, 3]);
    await own.run(() => Promise.resolve());
  }

  async function refusalCutsForAll(): Promise<void> {
    const all = [limiter('cutting', 10), limiter('cutting', 10)] as const;
    await Promise.all([all[0].refused(10), all[1].refused(10), all[0].refused(10)]); // refused together: one lesson
    const calls = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, i) =>
          all[i % 2 === 0 ? 0 : 1].run(() => Promise.resolve(performance.now())),
        ),
      );
    expect(mostInASecond(await calls(12))).toBeLessThanOrEqual(5);
    await all[1].refused(10);
    expect(mostInASecond(await calls(5))).toBeLessThanOrEqual(2);
  }
});
