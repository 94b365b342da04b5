import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { NamedEvent } from '../../../../src/contracts/events.js';
import { createEventWriter } from '../../../../src/records/inbox/event-writer.js';

const event = (eventKey: string): NamedEvent => ({
  source: 'drift',
  orgId: 7,
  type: 'new_message',
  eventKey,
  eventId: eventKey,
  occurredAt: null,
  event: { kind: 'other', conversationId: null },
  raw: {},
});
const badRow = (code: string) => Object.assign(new Error('row'), { code });

/** A table that takes a statement only when told to, so that groups form as they do under load. */
class Table {
  readonly statements: string[][] = [];
  readonly rows = new Set<string>();
  readonly bad = new Map<string, Error>();
  atWork = 0;
  mostAtWork = 0;
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }
  release(): void {
    this.#open();
  }

  readonly store = async (events: readonly NamedEvent[]): Promise<Set<string>> => {
    const keys = events.map(({ eventKey }) => eventKey);
    this.statements.push(keys);
    this.atWork += 1;
    this.mostAtWork = Math.max(this.mostAtWork, this.atWork);
    await this.#gate;
    this.atWork -= 1;
    // A statement is stored whole or not at all.
    for (const key of keys) {
      const error = this.bad.get(key);
      if (error) throw error;
    }
    const fresh = new Set(keys.filter((key) => !this.rows.has(key)));
    for (const key of fresh) this.rows.add(key);
    return fresh;
  };
}
const writerOn = (table: Table, concurrency = 1, groupSize = 100, worthwhile = 1) =>
  createEventWriter({ store: table.store, concurrency, groupSize, worthwhile });
const writeAll = (writer: ReturnType<typeof writerOn>, keys: readonly string[]) =>
  Promise.allSettled(keys.map((key) => writer.write(event(key))));
const values = (settled: PromiseSettledResult<boolean>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message));

describe('storing events in groups', () => {
  test('without load an event waits for nobody', async () => {
    const table = new Table();
    const writer = writerOn(table);
    expect(await writer.write(event('a'))).toBe(true);
    expect(await writer.write(event('b'))).toBe(true);
    expect(table.statements).toEqual([['a'], ['b']]);
  });

  test('events that come while a statement is at work share the next one', async () => {
    const table = new Table();
    table.hold();
    const all = writeAll(writerOn(table), ['a', 'b', 'c', 'd']);
    table.release();
    expect(values(await all)).toEqual([true, true, true, true]);
    expect(table.statements).toEqual([['a'], ['b', 'c', 'd']]);
  });

  test('an event is acknowledged only after the statement that holds it', async () => {
    const table = new Table();
    table.hold();
    let isAcknowledged = false;
    const write = writerOn(table)
      .write(event('a'))
      .then(() => (isAcknowledged = true));
    await new Promise(setImmediate);
    expect([table.statements, isAcknowledged]).toEqual([[['a']], false]);
    table.release();
    await write;
    expect(table.rows).toContain('a');
  });

  test('no statement is larger, and no more are at work, than allowed', async () => {
    const table = new Table();
    table.hold();
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    const all = writeAll(writerOn(table, 3, 4), keys);
    table.release();
    await all;
    expect(Math.max(...table.statements.map(({ length }) => length))).toBe(4);
    expect(table.mostAtWork).toBe(3);
    expect(table.statements.flat()).toEqual(keys);
  });

  test('a statement beside another one carries a worthwhile number of events, and none is left behind', async () => {
    const table = new Table();
    table.hold();
    const keys = Array.from({ length: 17 }, (_, i) => `k${i}`);
    const all = writeAll(writerOn(table, 4, 100, 5), keys);
    // One at once, five beside it, ten beside two; the last one is worth no statement beside three.
    expect(table.statements.map(({ length }) => length)).toEqual([1, 5, 10]);
    table.release();
    await all;
    expect(table.statements.map(({ length }) => length)).toEqual([1, 5, 10, 1]);
    expect(table.statements.flat()).toEqual(keys);
  });

  test('of several deliveries of one event in one group exactly one is new', async () => {
    const table = new Table();
    table.hold();
    const all = writeAll(writerOn(table), ['first', 'a', 'a', 'b', 'a']);
    table.release();
    expect(values(await all)).toEqual([true, true, false, true, false]);
  });

  test('an event that is there already is told apart from a new one', async () => {
    const table = new Table();
    const writer = writerOn(table);
    await writer.write(event('a'));
    expect(await writer.write(event('a'))).toBe(false);
  });

  test.each(['22P02', '22008', '23505', '23514', '54000'])(
    'one row that cannot be stored (%s) does not take its neighbours with it',
    async (code) => {
      const table = new Table();
      table.bad.set('bad', badRow(code));
      table.hold();
      const all = writeAll(writerOn(table), ['first', 'a', 'bad', 'b']);
      table.release();
      expect(values(await all)).toEqual([true, true, 'row', true]);
      expect(table.rows).toEqual(new Set(['first', 'a', 'b']));
    },
  );

  test.each(['57P01', '53300', '08006', '40001', 'ECONNREFUSED'])(
    'a database that is in trouble (%s) is not asked again row by row: all of the group fail at once',
    async (code) => {
      const table = new Table();
      table.bad.set('a', badRow(code));
      table.hold();
      const all = writeAll(writerOn(table), ['first', 'a', 'b', 'c']);
      table.release();
      expect(values(await all)).toEqual([true, 'row', 'row', 'row']);
      expect(table.statements).toHaveLength(2);
    },
  );

  test('after a failure the next events are stored as ever', async () => {
    const table = new Table();
    table.bad.set('a', badRow('57P01'));
    const writer = writerOn(table);
    await expect(writer.write(event('a'))).rejects.toThrow('row');
    table.bad.clear();
    expect(await writer.write(event('a'))).toBe(true);
  });

  test('every event gets exactly one answer, and it is the right one, whatever comes together', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'bad', 'worse'), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        async (all, concurrency, size, worthwhile) => {
          const table = new Table();
          table.bad.set('bad', badRow('22P02')).set('worse', badRow('23514'));
          const answers = values(await writeAll(writerOn(table, concurrency, size, worthwhile), all));
          for (const key of new Set(all)) {
            const own = answers.filter((_, i) => all[i] === key);
            const expected = table.bad.has(key)
              ? own.map(() => 'row')
              : [true, ...own.slice(1).map(() => false)];
            expect([...own].sort()).toEqual([...expected].sort());
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
