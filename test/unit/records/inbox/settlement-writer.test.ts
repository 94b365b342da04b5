import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { createSettlementWriter } from '../../../../src/records/inbox/settlement-writer.js';
import { findWaiting, storeEvents } from '../../../../src/records/inbox/store.js';
import { openTestPool } from '../../../support/database.js';

describe('settling events', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());

  const store = async (count: number): Promise<number[]> => {
    await storeEvents(
      pool,
      Array.from({ length: count }, (_, i) => ({
        source: 'drift',
        orgId: 7,
        type: 'other',
        eventKey: `${Math.random()}:${i}`,
        eventId: `${i}`,
        occurredAt: null,
        event: { kind: 'other', conversationId: null },
        raw: {},
      })),
    );
    return (await findWaiting(pool, 100)).map(({ id }) => id);
  };
  const ignored = (id: number) => ({ id, outcome: 'ignored', detail: 'of no consequence' }) as const;
  const waiting = async () => (await findWaiting(pool, 100)).length;

  test('events that are settled while a statement is at work share the next, and each is told when its own is written', async () => {
    const ids = await store(20);
    let statements = 0;
    const counting = new Proxy(pool, {
      get: (target, name): unknown => {
        if (name === 'query') statements += 1;
        return Reflect.get(target, name);
      },
    });
    const writer = createSettlementWriter(counting);
    await writer.write(ignored(ids[0] ?? 0));
    expect([statements, await waiting()]).toEqual([1, 19]);
    await Promise.all(ids.slice(1).map((id) => writer.write(ignored(id))));
    expect([statements, await waiting()]).toEqual([3, 0]);
  });

  test('a statement that fails is told to all that shared it, and the next ones are written', async () => {
    const [id = 0, other = 0] = await store(2);
    const writer = createSettlementWriter(pool);
    const bad = { id: other, outcome: 'unheard of' as 'ignored', detail: null };
    await expect(Promise.allSettled([writer.write(bad), writer.write(ignored(id))])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled' },
    ]);
    expect(await waiting()).toBe(1);
  });
});
