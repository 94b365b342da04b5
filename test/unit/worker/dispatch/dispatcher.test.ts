import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { Dispatcher } from '../../../../src/worker/dispatch/dispatcher.js';
import { dispatched } from '../../../../src/worker/dispatch/settled.js';
import { storeEvents } from '../../../../src/records/inbox/store.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import { openTestPool } from '../../../support/database.js';
import { eventually } from '../../../support/eventually.js';

let pool: Pool;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ pool, close } = await openTestPool());
});
afterAll(() => close());

let next = 1;
/** An event of a conversation, as a gateway stores it. */
async function store(conversationId: number): Promise<string> {
  const eventKey = `${conversationId}:${next++}`;
  const event = { kind: 'other', conversationId } as const;
  const more = {
    source: 'drift',
    orgId: 7,
    type: 'other',
    eventId: eventKey,
    occurredAt: null,
    raw: {},
  } as const;
  await storeEvents(pool, [{ ...more, eventKey, event }]);
  return eventKey;
}
const settled = async () => {
  const { rows } = await pool.query<{ key: string }>(
    'SELECT event_key AS key FROM inbox WHERE outcome IS NOT NULL ORDER BY settled_at, id',
  );
  return rows.map(({ key }) => key);
};
const leaseTerm = async () => {
  const { rows } = await pool.query<{ at: Date }>('SELECT expires_at AS at FROM leases');
  return rows[0]?.at.getTime() ?? 0;
};

test('a conversation whose hand-over hangs holds up no other, nor what comes meanwhile', async () => {
  let answer: () => void = () => undefined;
  const hangs = new Promise<void>((resolve) => (answer = resolve));
  const begun: string[] = [];
  const dispatcher = new Dispatcher({
    pool,
    holder: 'a',
    log: pino({ level: 'silent' }),
    metrics: new Metrics(),
    handle: async ({ eventKey, event }) => {
      begun.push(eventKey);
      if (event.kind === 'other' && event.conversationId === 1) await hangs;
      return dispatched;
    },
  });
  try {
    const stuck = await store(1);
    dispatcher.wake();
    await eventually('it hangs', () => begun.includes(stuck));
    const behind = await store(1);
    const others = [await store(2), await store(3)];
    dispatcher.wake();
    await eventually('the others are handed over', async () => (await settled()).length === 2, 10_000);
    expect((await settled()).toSorted()).toEqual(others);
    expect(begun).not.toContain(behind);
    const term = await leaseTerm();
    await eventually('the lease is renewed while it hangs', async () => (await leaseTerm()) > term);
    const later = await store(4);
    dispatcher.wake();
    await eventually('so is what comes then', async () => (await settled()).includes(later), 10_000);
    answer();
    await eventually('and the rest', async () => (await settled()).length === 5);
    expect((await settled()).slice(3)).toEqual([stuck, behind]);
    expect(begun.filter((key) => key === stuck)).toEqual([stuck]);
  } finally {
    answer();
    await dispatcher.close();
  }
});
