import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

describe('a conversation that was deleted in Drift', () => {
  let textback: Textback;
  let phones = 500;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());
  const { open, posts, chats, bodiesTo } = bridgeOf(() => textback);
  const drift = () => textback.sandbox.drift;
  const newPhone = () => `+12025550${phones++}`;
  const numbersOf = async (id: number) => {
    const { rows } = await textback.db.query<{ ours: string }>(
      'SELECT our_number AS ours FROM sessions WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1',
      [id],
    );
    return rows[0]?.ours ?? '';
  };
  const text = (from: string, to: string, body: string, media?: { contentType: string }[]) =>
    textback.sandbox.twilio.text({ from, to, body, ...(media === undefined ? {} : { media }) }).sid;
  const becomes = (sid: string, outcome: string, code: string | null) =>
    eventually(`it is ${outcome}`, async () => {
      const { rows } = await textback.db.query(
        'SELECT FROM inbox WHERE event_key = $1 AND outcome = $2 AND outcome_code IS NOT DISTINCT FROM $3',
        [`${sid}:received`, outcome, code],
      );
      return rows.length === 1;
    });
  const isHeld = (sid: string) => becomes(sid, 'held', 'chat_gone');

  test('texts that Drift refuses are held, one with a picture too; the thread closes, and its workflow ends', async () => {
    const phone = newPhone();
    const id = await open(phone);
    const ours = await numbersOf(id);
    const { workflow_id = '' } = (await textback.conversation(id)) ?? {};
    drift().say(id, { author: 'rep', body: 'Hello' });
    await eventually('the answer', () => bodiesTo(phone).includes('Hello'));
    drift().deleteConversation(id);
    const first = text(phone, ours, 'where is my order?');
    const second = text(phone, ours, 'look', [{ contentType: 'image/gif' }]);
    await isHeld(first);
    await isHeld(second);
    expect(await ended(textback, id)).toMatchObject({ reason: null });
    const handle = textback.client.workflow.getHandle(workflow_id);
    await eventually('its workflow ends', async () => (await handle.describe()).status.name === 'COMPLETED');
    const third = text(phone, ours, 'anybody?');
    await isHeld(third);
    const { rowCount } = await textback.db.query(
      'SELECT FROM sessions WHERE conversation_id = $1 AND closed_at IS NULL',
      [id],
    );
    expect(rowCount).toBe(0);
    expect(chats(id)).toEqual([]);
    const parked = await fetch(`${textback.gateway.url}/admin/parked`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    expect(await parked.json()).toMatchObject({ parked: [] }); // one list, not two

    // It is there after all: the answer was wrong, or somebody has restored it.
    drift().restoreConversation(id);
    drift().say(id, { author: 'rep', body: 'Here again' });
    await eventually('the rep reaches the phone', () => bodiesTo(phone).includes('Here again'));
    for (const words of ['where is my order?', 'look', 'anybody?'])
      await eventually(`"${words}" is posted`, () => chats(id).some(({ body }) => body.includes(words)));
    for (const sid of [first, second, third]) await becomes(sid, 'dispatched', null);
    expect(chats(id).filter(({ body }) => body.includes('anybody?'))).toHaveLength(1);
  });

  test("the next text goes to the contact's newest open chat, and not to a stranger's", async () => {
    const phone = newPhone();
    const id = await open(phone);
    const ours = await numbersOf(id);
    const other = await open(phone);
    drift().deleteConversation(id);
    await isHeld(text(phone, ours, 'first words'));
    await ended(textback, id);
    const next = text(phone, ours, 'next words');
    await eventually('it is in the other chat', () =>
      chats(other).some(({ body }) => body.includes('next words')),
    );
    await becomes(next, 'dispatched', null);
    await eventually('with a note', () => posts(other, 'which was deleted in Drift').length === 1);
    expect(posts(other, 'first words')).toEqual([]);
  });

  test('deleted before the follow-up: no text, and the reason says so', async () => {
    const phone = newPhone();
    const { conversation } = drift().startConversation({ contact: { phone }, body: 'Hello?' });
    drift().deleteConversation(conversation.id);
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'chat_gone' });
    expect(bodiesTo(phone)).toEqual([]);
  });

  test('a post that is answered 404 while the conversation is there ends nothing', async () => {
    const phone = newPhone();
    const id = await open(phone);
    const ours = await numbersOf(id);
    const route = `/conversations/${id}/messages`;
    drift().addFault({ method: 'POST', route, kind: 'status', status: 404, times: 1 });
    text(phone, ours, 'refused');
    await eventually('it is refused', async () => {
      const { rowCount } = await textback.db.query(
        `SELECT FROM ledger WHERE conversation_id = $1 AND state = 'refused'`,
        [id],
      );
      return rowCount === 1;
    });
    text(phone, ours, 'the thread goes on');
    await eventually('it is posted', () => chats(id).some(({ body }) => body.includes('goes on')));
  });
});
