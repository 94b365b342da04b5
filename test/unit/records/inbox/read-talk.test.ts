import { expect, test } from '@jest/globals';
import { openTalk, unanswered, type Settled } from '../../../../src/contracts/talk.js';
import type { Queryable } from '../../../../src/platform/db/pool.js';
import { readTalk } from '../../../../src/records/inbox/read-talk.js';

const OPENED = Date.UTC(2026, 0, 1);
const VISITOR = { author: 'visitor', authorId: 5 };
const REP = { author: 'rep', authorId: 41 };

/** A message as the inbox holds it: the row, who wrote it, and when. */
const row = (id: number, by: typeof REP, at: number) => ({
  ...{ id, ...by, type: 'chat', appId: null, messageId: String(id) },
  ...{ createdAt: OPENED + at, occurredAt: new Date(OPENED + at), html: 'Hello' },
});

/** A close whose time is that of its arrival, in row 2. */
const close = (at: number): Settled => ({ at: OPENED + at, order: null, by: 'closed', inboxId: 2 });

async function waitsSince(rows: ReturnType<typeof row>[], settled: Settled): Promise<number | null> {
  const db = { query: () => Promise.resolve({ rows }) } as unknown as Queryable;
  const silent = openTalk({ at: OPENED, order: null });
  const asked = unanswered(await readTalk(db, { orgId: 1, conversationId: 7 }, silent, settled));
  return asked && asked.since - OPENED;
}

test('words that arrive after a close, and at about its time, begin a wait', async () => {
  expect(await waitsSince([row(1, VISITOR, 0), row(3, VISITOR, 8_000)], close(10_000))).toBe(8_000);
});

test('words that a person has answered begin none, though they arrived after the close: else the wait goes round for ever', async () => {
  const rows = [row(1, VISITOR, 0), row(3, VISITOR, 8_000), row(4, REP, 9_000)];
  expect(await waitsSince(rows, close(10_000))).toBeNull();
});
