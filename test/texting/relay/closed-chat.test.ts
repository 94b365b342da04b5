import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../operate/operations/support.js';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const DAY = 24 * 3_600_000;
const NOTE = 'texted after this chat was closed';

describe('a text into a chat that a person has closed in Drift is posted there, and flagged to people', () => {
  let textback: Textback;
  let phones = 400;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());
  const { open, posts, chats, bodiesTo } = bridgeOf(() => textback);
  const drift = () => textback.sandbox.drift;
  const newPhone = () => `+12025550${phones++}`;

  const setStatus = async (id: number, status: 'closed' | 'open') => {
    drift().setStatus(id, status);
    await eventually(`the chat is known to be ${status}`, async () => {
      const { rows } = await textback.db.query<{ isClosed: boolean }>(
        'SELECT chat_closed_at IS NOT NULL AS "isClosed" FROM conversations WHERE conversation_id = $1',
        [id],
      );
      return rows[0]?.isClosed === (status === 'closed');
    });
  };
  const answer = async (id: number, phone: string, body: string) => {
    drift().say(id, { author: 'rep', body });
    await eventually('the answer arrives', () => bodiesTo(phone).includes(body));
  };
  const text = async (id: number, from: string, body: string, media?: { contentType: string }[]) => {
    const { sid } = textback.sandbox.twilio.text({ from, body, ...(media === undefined ? {} : { media }) });
    await eventually('it is posted', () => chats(id).some((post) => post.body.includes(body)));
    return sid;
  };
  const outcomeOf = (sid: string) =>
    eventually('it is settled', async () => {
      const { rows } = await textback.db.query<{ outcome: string | null; code: string | null }>(
        'SELECT outcome, outcome_code AS code FROM inbox WHERE event_key = $1',
        [`${sid}:received`],
      );
      return rows[0]?.outcome == null ? null : rows[0];
    });
  const held = async () => {
    const response = await fetch(`${textback.gateway.url}/admin/held`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    return ((await response.json()) as { held: { id: number; code: string | null }[] }).held;
  };
  const heldCount = async () =>
    /^textback_held_events (\d+)$/m.exec(await (await fetch(`${textback.gateway.url}/metrics`)).text())?.[1];
  const flagged = { outcome: 'held', code: 'chat_closed' };
  const unflagged = { outcome: 'dispatched', code: null };

  test('answered, closed, and texted about something else: posted, held, counted, with a note; an answer reaches the phone and settles it', async () => {
    const phone = newPhone();
    const id = await open(phone);
    await answer(id, phone, 'It is in stock');
    await setStatus(id, 'closed');
    const sid = await text(id, phone, 'Another question: do you deliver?');
    expect(await outcomeOf(sid)).toEqual(flagged);
    await eventually('the note', () => posts(id, NOTE).length === 1);
    expect(posts(id, NOTE)).toEqual([expect.objectContaining({ type: 'private_note' })]);
    expect(await held()).toEqual([expect.objectContaining({ kind: 'text_received', code: 'chat_closed' })]);
    expect(await heldCount()).toBe('1');
    await answer(id, phone, 'We do');
    await eventually('it is settled by the answer', async () => (await held()).length === 0);
    expect(await outcomeOf(sid)).toEqual(unflagged);
    expect(await outcomeOf(await text(id, phone, 'Great, thanks'))).toEqual(unflagged);
    expect(posts(id, 'do you deliver')).toHaveLength(1);
  });

  test('closed before anybody answered, two texts, one with a picture: both are posted and held, one note; an operator settles them', async () => {
    const phone = newPhone();
    const id = await open(phone);
    await setStatus(id, 'closed');
    const first = await text(id, phone, 'Is anybody there?');
    const second = await text(id, phone, 'This one', [{ contentType: 'image/gif' }]);
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual([flagged, flagged]);
    await eventually('the note', () => posts(id, NOTE).length === 1);
    for (const { id: event } of await held()) {
      const again = await ask(textback, `events/${event}/put-aside`);
      expect(again).toMatchObject({ status: 200 });
    }
    expect(await held()).toEqual([]);
    expect(posts(id, NOTE)).toHaveLength(1);
  });

  test('opened again it is a chat like any other; closed a second time it is flagged a second time', async () => {
    drift().setSwitches({ eventIds: 'id' }); // without, the webhook of a second close is that of the first; the sweep finds it
    const phone = newPhone();
    const id = await open(phone);
    await setStatus(id, 'closed');
    await setStatus(id, 'open');
    expect(await outcomeOf(await text(id, phone, 'while it is open'))).toEqual(unflagged);
    await setStatus(id, 'closed');
    expect(await outcomeOf(await text(id, phone, 'while it is closed'))).toEqual(flagged);
    drift().say(id, { author: 'visitor', body: 'I am in the web chat again' }); // which opens it in Drift
    await eventually('it is open', async () => {
      const { rowCount } = await textback.db.query(
        'SELECT FROM conversations WHERE conversation_id = $1 AND chat_closed_at IS NULL',
        [id],
      );
      return rowCount === 1;
    });
    expect(await outcomeOf(await text(id, phone, 'and on my phone'))).toEqual(unflagged);
    await setStatus(id, 'closed');
    expect(await outcomeOf(await text(id, phone, 'one more thing'))).toEqual(flagged);
    await eventually('a note for each close', () => posts(id, NOTE).length === 2);
    drift().say(id, { author: 'rep', type: 'private_note', body: 'a note to the team answers nobody' });
    await drift().whenIdle();
    expect((await held()).length).toBeGreaterThan(0);
  });

  test('a text that opens an ended thread again is flagged too, as nobody looks at its chat; STOP is none of this', async () => {
    const phone = newPhone();
    const id = await open(phone);
    await setStatus(id, 'closed');
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    await passTime(textback.client, workflow_id, 31 * DAY);
    await ended(textback, id);
    const sid = await text(id, phone, 'Me again');
    expect(await outcomeOf(sid)).toEqual(flagged);
    await eventually('the note', () => posts(id, NOTE).length === 1);
    const stop = textback.sandbox.twilio.text({ from: phone, body: 'STOP' });
    expect(await outcomeOf(stop.sid)).toEqual(unflagged);
  });
});
