import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { ask } from '../../operate/operations/support.js';
import { bridgeOf } from '../relay/support.js';

const POSTS = '/conversations/:id/messages';
const TEXTS = '/2010-04-01/Accounts/:sid/Messages.json';

describe('what a vendor refuses', () => {
  let textback: Textback;
  let phones = 200;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());
  const { posts, open, bodiesTo } = bridgeOf(() => textback);
  const newPhone = () => `+12025550${phones++}`;
  const parked = async () => {
    const response = await fetch(`${textback.gateway.url}/admin/parked`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    return ((await response.json()) as { parked: Record<string, unknown>[] }).parked;
  };
  const metric = async (name: string) => {
    const metrics = await (await fetch(`${textback.gateway.url}/metrics`)).text();
    return new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1];
  };
  /** Answers a kind of call of one conversation like this, once or until the faults are cleared. */
  const drift = (method: string, route: string, status: number, times?: number) =>
    textback.sandbox.drift.addFault({
      method,
      route,
      kind: 'status',
      status,
      ...(times === undefined ? {} : { times }),
    });

  /** All at once: each chat waits for its own follow-up. */
  const each = <T>(values: readonly T[], play: (value: T) => Promise<void>) => Promise.all(values.map(play));

  test('the last look at the chat answered with 408 and its kind: the visitor is texted all the same', async () => {
    await each([408, 409, 421, 423, 425], async (status) => {
      const phone = newPhone();
      const { conversation } = textback.sandbox.drift.startConversation({
        contact: { name: 'Ana', phone },
        body: 'Hello?',
      });
      drift('GET', `/conversations/${conversation.id}`, status, 2);
      await eventually(`the text after a ${status}`, () => bodiesTo(phone).length === 1);
      expect(await textback.conversation(conversation.id)).toMatchObject({ reason: null });
    });
    textback.sandbox.drift.faults.clear();
  });

  test("a visitor's words that Drift answers with 408 and its kind are posted, and once", async () => {
    await each([408, 409, 421, 423, 425], async (status) => {
      const phone = newPhone();
      const id = await open(phone);
      drift('POST', `/conversations/${id}/messages`, status, 1);
      textback.sandbox.twilio.text({ from: phone, body: 'answered later' });
      await eventually(`the words after a ${status}`, () => posts(id, 'answered later').length > 0);
      expect(posts(id, 'answered later')).toHaveLength(1);
    });
    expect(await parked()).toEqual([]);
    textback.sandbox.drift.faults.clear();
  }, 60_000);

  test("a visitor's words that Drift refuses are listed, counted, and can be posted again, once", async () => {
    const statuses = [400, 403, 404, 410, 422];
    const ids = new Map<number, number>();
    await each(statuses, async (status) => {
      const phone = newPhone();
      const id = await open(phone);
      ids.set(status, id);
      drift('POST', `/conversations/${id}/messages`, status);
      textback.sandbox.twilio.text({ from: phone, body: 'refused at first' });
    });
    const listed = await eventually('all are listed', async () => {
      const entries = await parked();
      return entries.length === statuses.length ? entries : null;
    });
    for (const [status, conversationId] of ids)
      expect(listed).toContainEqual(
        expect.objectContaining({
          conversationId,
          purpose: 'relay',
          state: 'refused',
          errorCode: `http_${status}`,
        }),
      );
    expect([await metric('textback_parked_sends'), await metric('textback_refused_posts')]).toEqual([
      '5',
      '5',
    ]);
    const redrive = (entry: Record<string, unknown> | undefined, how: string) =>
      ask(textback, `sends/${String(entry?.['id'])}/redrive`, { how });
    expect(await redrive(listed[0], 'look')).toMatchObject({ status: 409 }); // it is known that Drift does not have it

    // Not mended yet: it is refused once more, and listed once more.
    expect(await redrive(listed[0], 'send_again')).toMatchObject({ status: 200 });
    await eventually('it is refused again', async () => {
      const { rows } = await textback.db.query('SELECT FROM ledger WHERE id = $1 AND attempted_at > $2', [
        listed[0]?.['id'],
        listed[0]?.['attemptedAt'],
      ]);
      return rows.length === 1 && (await parked()).length === statuses.length;
    });

    textback.sandbox.drift.faults.clear();
    for (const entry of listed)
      expect(await redrive(entry, 'send_again')).toMatchObject({ body: { result: 'send_started' } });
    await eventually('nothing is listed', async () => (await parked()).length === 0);
    for (const id of ids.values()) {
      await eventually('the words', () => posts(id, 'refused at first').length > 0);
      expect(posts(id, 'refused at first')).toHaveLength(1);
    }
    expect(await redrive(listed[0], 'send_again')).toMatchObject({ status: 409 });
    expect(await metric('textback_refused_posts')).toBe('0');
  }, 60_000);

  test('left by an operator, refused words leave the list; a refused note of ours is never on it', async () => {
    const [first, second] = [newPhone(), newPhone()];
    const [id, other] = await Promise.all([open(first), open(second)]);
    drift('POST', POSTS, 400);
    textback.sandbox.twilio.text({ from: first, body: 'STOP' }); // brings a note, which is refused too
    textback.sandbox.twilio.text({ from: second, body: 'never mind' });
    await eventually('the note is refused', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM ledger WHERE conversation_id = $1 AND medium = 'note' AND state = 'refused'`,
        [id],
      );
      return rows.length === 1;
    });
    const entry = await eventually('the words are listed', async () => (await parked())[0] ?? null);
    expect(await parked()).toEqual([expect.objectContaining({ conversationId: other })]);
    expect(await ask(textback, `sends/${String(entry['id'])}/redrive`, { how: 'leave' })).toMatchObject({
      body: { result: 'left' },
    });
    expect(await parked()).toEqual([]);
    textback.sandbox.drift.faults.clear();
    expect(posts(other, 'never mind')).toEqual([]);
  });

  test('one recipient that Twilio refuses with a 401 or 403 and a code of its own stops nobody else', async () => {
    const refusals = [
      [403, 21408],
      [403, 21610],
      [403, 21612],
      [401, 21614],
      [403, 63016],
    ] as const;
    const refused: string[] = [];
    for (const [status, code] of refusals) {
      const phone = newPhone();
      refused.push(phone);
      textback.sandbox.twilio.addFault({
        method: 'POST',
        route: TEXTS,
        kind: 'status',
        status,
        code,
        times: 1,
      });
      const { conversation } = textback.sandbox.drift.startConversation({
        contact: { phone },
        body: 'Hello?',
      });
      await eventually(
        'it has its reason',
        async () => ((await textback.conversation(conversation.id))?.reason ?? null) !== null,
      );
    }
    const started = Date.now();
    await open(newPhone());
    expect(Date.now() - started).toBeLessThan(15_000); // a closed gate would hold it for thirty seconds
    for (const phone of refused) expect(bodiesTo(phone)).toEqual([]);
  }, 60_000);
});
