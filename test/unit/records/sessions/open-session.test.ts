import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inTransaction, type Pool } from '../../../../src/platform/db/pool.js';
import { closeSessionOf } from '../../../../src/records/sessions/close-session.js';
import { findTaker } from '../../../../src/records/sessions/holder-news.js';
import { openSession, type OpenedSession } from '../../../../src/records/sessions/open-session.js';
import { noteHeard, type Session } from '../../../../src/records/sessions/sessions.js';
import { openTestPool } from '../../../support/database.js';

const [A, B, OWN] = ['+12025550101', '+12025550102', '+12025550103'] as const;
const PHONE = '+12025559999';
const [ANA, BEN, ORG] = [11, 12, 1];

describe('the number that a new thread takes', () => {
  let close: () => Promise<void>;
  let pool: Pool;
  let next = 1;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
    await pool.query(
      `INSERT INTO sender_pace VALUES ($1, now() + interval '60 s'), ($2, now() + interval '30 s'), ($3, now() + interval '90 s')`,
      [A, B, OWN],
    );
  });
  beforeEach(() => pool.query('TRUNCATE sessions, inbox CASCADE'));
  afterAll(() => close());

  interface Chat {
    readonly contact: number | null;
    readonly phone?: string;
    readonly own?: readonly string[];
    readonly org?: number;
    readonly pool?: readonly string[];
  }

  async function conversationOf({ contact, org = ORG }: Chat): Promise<number> {
    const conversationId = next++;
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, contact_id, state)
       VALUES ($1, $2, $3, 'x', now(), now(), $4, 'bridging')`,
      [org, conversationId, `w${conversationId}`, contact],
    );
    return conversationId;
  }
  async function open(chat: Chat): Promise<OpenedSession | null> {
    const { phone: visitorNumber = PHONE, own = [], org: orgId = ORG, pool: numbers = [A, B] } = chat;
    const conversationId = await conversationOf(chat);
    return inTransaction(pool, (client) =>
      openSession(client, { orgId, conversationId, visitorNumber, numbers: { own, pool: numbers } }),
    );
  }
  const must = async (opening: Promise<OpenedSession | null>): Promise<OpenedSession> => {
    const session = await opening;
    if (session === null) throw new Error('no number was available');
    return session;
  };
  const isOpen = async ({ id }: Session) =>
    (await pool.query('SELECT FROM sessions WHERE id = $1 AND closed_at IS NULL', [id])).rowCount === 1;
  const age = ({ id }: Session, hours: number) =>
    pool.query(`UPDATE sessions SET opened_at = opened_at - $2 * interval '1 hour' WHERE id = $1`, [
      id,
      hours,
    ]);

  test('is the one with the least to send, then the other, and then that of the same contact’s oldest thread', async () => {
    const numbers = [];
    for (let i = 0; i < 3; i++) numbers.push((await open({ contact: ANA }))?.ourNumber);
    expect(numbers).toEqual([B, A, B]);
  });

  test("is the rep's own, however much that has to send", async () => {
    expect((await open({ contact: ANA, own: [OWN] }))?.ourNumber).toBe(OWN);
  });

  test.each([
    ['another contact', ANA, BEN],
    ['a contact that is not known yet', ANA, null],
    ['somebody else, while whose thread it is is not known', null, BEN],
    ['somebody, where neither is known', null, null],
  ])(
    'is a free one for %s, and none once there is no free one; no thread is taken',
    async (_who, holder, newcomer) => {
      const first = await must(open({ contact: holder, own: [OWN] }));
      const others = [
        await must(open({ contact: newcomer, own: [OWN] })),
        await must(open({ contact: null, own: [OWN] })),
      ];
      expect(new Set([first, ...others].map(({ ourNumber }) => ourNumber)).size).toBe(3);
      expect(await open({ contact: newcomer === BEN ? 13 : newcomer, own: [OWN] })).toBeNull();
      expect(await isOpen(first)).toBe(true);
    },
  );

  test('is taken from no other org, though its contact has the same ID', async () => {
    const theirs = await must(open({ contact: ANA, org: 2, pool: [A] }));
    expect(await open({ contact: ANA, pool: [A] })).toBeNull();
    await age(theirs, 48);
    expect(await open({ contact: ANA, pool: [A] })).toBeNull();
    expect(await isOpen(theirs)).toBe(true);
  });

  test('is that of another contact’s thread in which the phone has not written for a day, if none is free', async () => {
    const old = await must(open({ contact: ANA, pool: [A] }));
    await age(old, 23);
    expect(await open({ contact: BEN, pool: [A] })).toBeNull();
    await age(old, 2);
    expect((await open({ contact: BEN, pool: [A, B] }))?.ourNumber).toBe(B);
    expect(await isOpen(old)).toBe(true);
    expect((await open({ contact: 13, pool: [A, B] }))?.ourNumber).toBe(A);
    expect(await isOpen(old)).toBe(false);
  });

  test.each([
    ['has written', (old: Session) => noteHeard(pool, old.id, { from: PHONE, at: new Date() })],
    [
      'has written, which is stored and not handed over yet',
      async () => {
        await pool.query(
          `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at)
           VALUES (1, 'twilio', 'k', 'k', 'x', 'text_received', json_build_object('ourNumber', $1::text, 'visitorNumber', $2::text), '{}', now())`,
          [A, PHONE],
        );
      },
    ],
  ])('is never that of a thread in which the phone %s', async (_what, write) => {
    const old = await must(open({ contact: ANA, pool: [A] }));
    await age(old, 24 * 25);
    await write(old);
    expect(await open({ contact: BEN, pool: [A] })).toBeNull();
    expect(await isOpen(old)).toBe(true);
  });

  test('is one that no other contact has had with this phone, if there is such a free one; else it is known to be shared', async () => {
    const old = await must(open({ contact: ANA, pool: [B] }));
    await closeSessionOf(pool, ORG, old.conversationId);
    const [same] = [await must(open({ contact: ANA, pool: [A, B] }))];
    expect(same).toMatchObject({ ourNumber: B, isShared: false });
    await closeSessionOf(pool, ORG, same.conversationId);
    expect(await open({ contact: BEN, pool: [A, B] })).toMatchObject({ ourNumber: A, isShared: false });
    expect(await open({ contact: 13, pool: [A, B] })).toMatchObject({ ourNumber: B, isShared: true });
  });

  test('goes to one of two chats that come at once, in either spelling of the phone', async () => {
    const phones = ['+525512345678', '+5215512345678', '+525512345678', '+5215512345678'];
    const opened = await Promise.all(
      phones.map((phone, i) => open({ contact: 100 + i, phone, pool: [A, B] })),
    );
    const numbers = opened.flatMap((session) => session?.ourNumber ?? []);
    expect(numbers.sort()).toEqual([A, B]);
  });

  test('that is given back goes to nobody who has got another one meanwhile', async () => {
    const old = await must(open({ contact: ANA, pool: [A] }));
    const taker = await must(open({ contact: ANA, pool: [A] }));
    await pool.query(
      `INSERT INTO sessions (org_id, conversation_id, our_number, visitor_number) VALUES ($1, $2, $3, $4)`,
      [ORG, old.conversationId, B, PHONE],
    );
    await closeSessionOf(pool, ORG, taker.conversationId);
    expect(await isOpen(old)).toBe(false);
  });

  test('has each conversation told that gives it up, gets it back, or gets another one, and nobody else', async () => {
    const told = async () => {
      const { rows } = await pool.query<{ id: number }>(
        `DELETE FROM inbox WHERE kind = 'look_asked' RETURNING conversation_id AS id`,
      );
      return rows.map(({ id }) => id);
    };
    const old = await must(open({ contact: ANA, pool: [A] }));
    expect(await told()).toEqual([]);
    const taker = await must(open({ contact: ANA, pool: [A] }));
    expect(await told()).toEqual([old.conversationId]);
    expect(await findTaker(pool, old)).toMatchObject({ conversationId: taker.conversationId });
    await closeSessionOf(pool, ORG, taker.conversationId);
    expect(await told()).toEqual([old.conversationId]);
    expect(await findTaker(pool, old)).toBeNull();
    await must(open({ contact: ANA, pool: [A] }));
    expect(await told()).toEqual([old.conversationId]);
    const { conversationId } = old;
    const wanted = { orgId: ORG, conversationId, visitorNumber: PHONE, numbers: { own: [], pool: [B] } };
    await inTransaction(pool, (client) => openSession(client, wanted));
    expect(await told()).toEqual([conversationId]);
    expect(await findTaker(pool, old)).toBeNull();
  });
});
