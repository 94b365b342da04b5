import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../operate/operations/support.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';
import { bridgeOf } from '../texting/relay/support.js';

const [A, B] = ['+12025550123', '+12025550124'] as const;

describe('promise 13: what an unproved phone texts is a private note', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { VISITOR_TEXTS: 'note', TWILIO_FROM_NUMBERS: [A, B].join(',') },
      sandbox: { twilio: { numbers: [A, B] } },
    });
  });
  afterAll(() => textback.close());

  const { bodiesTo, textsTo, posts, start, open } = bridgeOf(() => textback);
  const text = (from: string, body: string, more: { media?: { contentType: string }[]; to?: string } = {}) =>
    textback.sandbox.twilio.text({ from, to: textsTo(from).at(-1)?.from ?? A, body, ...more });
  /** The types of the posts with these words, once there are as many as expected. */
  const typesOf = (id: number, words: string, count = 1) =>
    eventually(`"${words}" is posted`, () => {
      const found = posts(id, words);
      return found.length >= count && found.map(({ type }) => type);
    });
  const shown = (id: number) => textback.posts(id).filter(({ type }) => type === 'chat');
  const shownInAdmin = async (id: number) => {
    const answer = await fetch(`${textback.gateway.url}/admin/conversations/${id}`, {
      headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  test('words, pictures, HELP, a wish to stop, a text that reopens and a late one: the rep reads each, the web chat shows none, and nothing loops', async () => {
    const phone = '+12025550141';
    const id = await open(phone);
    await eventually('the rep is told how they come', () => posts(id, 'as private notes').length === 1);
    text(phone, 'order 4711, 12 Elm Street');
    expect(await typesOf(id, '12 Elm Street')).toEqual(['private_note']);
    text(phone, 'look at this', { media: [{ contentType: 'image/png' }] });
    expect(await typesOf(id, 'look at this')).toEqual(['private_note']);
    expect(posts(id, 'look at this')[0]?.body).toContain('/media/');
    text(phone, 'HELP');
    expect(await typesOf(id, 'HELP')).toEqual(['private_note']);
    text(phone, 'Please stop texting me');
    expect(await typesOf(id, 'Please stop')).toEqual(['private_note']);
    text(phone, 'START');
    await eventually('the rep is told', () => posts(id, 'texted START').length === 1);

    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    await textback.client.workflow.getHandle(workflow_id).cancel();
    await eventually('the thread is closed', async () => (await textback.conversation(id))?.state === 'done');
    text(phone, 'one more thing');
    expect(await typesOf(id, 'one more thing')).toEqual(['private_note']);
    text(phone, 'to the wrong number', { to: textsTo(phone)[0]?.from === A ? B : A });
    expect(await typesOf(id, 'to the wrong number')).toEqual(['private_note']);

    await textback.sandbox.drift.tasks.whenIdle();
    expect(shown(id)).toEqual([]);
    expect(
      bodiesTo(phone).filter((body) => body.includes('Elm Street') || body.includes('one more')),
    ).toEqual([]);
  });

  test.each(['reset-after', '500'] as const)(
    'a note whose post fails once (%s) stands there once',
    async (kind) => {
      const phone = kind === '500' ? '+12025550142' : '+12025550143';
      const id = await open(phone);
      textback.sandbox.drift.addFault({
        route: '/conversations/:id/messages',
        method: 'POST',
        kind,
        times: 1,
      });
      text(phone, 'is it there once?');
      expect(await typesOf(id, 'there once?')).toEqual(['private_note']);
      text(phone, 'and then this');
      await typesOf(id, 'and then this');
      expect(posts(id, 'there once?')).toHaveLength(1);
    },
  );

  test('an operator confirms the phone: the web chat shows what it texts, in either spelling, until the confirmation is taken back; all of it is written down', async () => {
    const [phone, other] = ['+525512345611', '+5215512345611'];
    const id = await open(phone);
    const say = (from: string, body: string) =>
      textback.sandbox.twilio.text({ from, to: textsTo(phone)[0]?.from ?? A, body });
    say(phone, 'before');
    expect(await typesOf(id, 'before')).toEqual(['private_note']);
    const done = (path: string) =>
      ask(textback, `conversations/${id}/${path}`, undefined, { 'x-operator': 'Kim' });
    expect((await done('confirm-phone')).body).toMatchObject({ result: 'phone_confirmed' });
    expect((await done('confirm-phone')).body).toMatchObject({ result: 'already_confirmed' });
    expect(await shownInAdmin(id)).toMatchObject({ visitorTexts: 'note', phoneProvedBy: 'operator' });
    say(other, 'meanwhile');
    expect(await typesOf(id, 'meanwhile')).toEqual(['chat']);
    expect((await done('unconfirm-phone')).body).toMatchObject({ result: 'phone_unconfirmed' });
    expect((await done('unconfirm-phone')).body).toMatchObject({ result: 'not_confirmed' });
    say(other, 'afterwards');
    expect(await typesOf(id, 'afterwards')).toEqual(['private_note']);
    const { rows } = await textback.db.query(
      'SELECT operation, result FROM audit_log WHERE conversation_id = $1 AND operator = $2 ORDER BY id',
      [id, 'Kim'],
    );
    expect(rows).toEqual([
      { operation: 'confirm_phone', result: 'phone_confirmed' },
      { operation: 'confirm_phone', result: 'already_confirmed' },
      { operation: 'unconfirm_phone', result: 'phone_unconfirmed' },
      { operation: 'unconfirm_phone', result: 'not_confirmed' },
    ]);
    expect((await ask(textback, 'conversations/1/confirm-phone')).status).toBe(404);
  });

  test('what is confirmed is one phone: another number in the same conversation is not', async () => {
    const phone = '+12025550144';
    const id = await open(phone);
    await ask(textback, `conversations/${id}/confirm-phone`);
    await textback.db.query(
      `UPDATE conversations SET proved_phone = '+12025550145' WHERE conversation_id = $1`,
      [id],
    );
    text(phone, 'who am I?');
    expect(await typesOf(id, 'who am I?')).toEqual(['private_note']);
  });

  test('a conversation from before the setting, or under the old one, goes on as it began', async () => {
    const phone = '+12025550146';
    const id = start(phone);
    await eventually('it is taken up', () => textback.conversation(id));
    // As an older build inserts it: without the column.
    await textback.db.query('UPDATE conversations SET visitor_texts = DEFAULT WHERE conversation_id = $1', [
      id,
    ]);
    await eventually(
      'the rep is told',
      () => posts(id, 'their texts appear here').length + posts(id, 'Their texts appear here.').length === 1,
    );
    text(phone, 'as ever');
    expect(await typesOf(id, 'as ever')).toEqual(['chat']);
  });

  test('in a thread whose number was another contact’s, texts are notes whatever the setting: they may be meant for the other chat', async () => {
    const phone = '+12025550147';
    const silent = [await open(phone), await open(phone, 'a stranger')];
    await textback.db.query(
      `UPDATE sessions SET opened_at = opened_at - interval '25 hours' WHERE conversation_id = ANY ($1)`,
      [silent],
    );
    const id = start(phone, 'a stranger');
    await eventually('it is taken up', () => textback.conversation(id));
    await textback.db.query(`UPDATE conversations SET visitor_texts = 'chat' WHERE conversation_id = $1`, [
      id,
    ]);
    await eventually('it is texted', () => posts(id, 'Textback texted').length === 1);
    text(phone, 'the answer to which chat?');
    expect(await typesOf(id, 'to which chat?')).toEqual(['private_note']);
  });
});

describe('SIGNED_IDENTITIES=required', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { VISITOR_TEXTS: 'note', SIGNED_IDENTITIES: 'required' } });
  });
  afterAll(() => textback.close());

  const { posts, textsTo } = bridgeOf(() => textback);
  const typesOf = (id: number, words: string) =>
    eventually('it is posted', () => posts(id, words).length > 0 && posts(id, words).map(({ type }) => type));

  const chats = {
    'was on the contact when the chat opened': [
      '+12025550151',
      'chat',
      (phone: string) =>
        textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hi?' }).conversation.id,
    ],
    'was typed into the chat': [
      '+12025550152',
      'private_note',
      (phone: string) =>
        textback.sandbox.drift.startConversation({ body: `My number is ${phone}` }).conversation.id,
    ],
    'was captured in the chat': [
      '+12025550153',
      'private_note',
      (phone: string) => {
        const { id } = textback.sandbox.drift.startConversation({ body: 'Hi?' }).conversation;
        textback.sandbox.drift.capturePhone(id, phone);
        return id;
      },
    ],
    'came to the contact after the opening': [
      '+12025550154',
      'private_note',
      (phone: string) => {
        const { conversation, contact } = textback.sandbox.drift.startConversation({ body: 'Hi?' });
        textback.sandbox.drift.updateContact(contact.id, { phone });
        return conversation.id;
      },
    ],
    'was on the contact of a chat that opened long before we looked': [
      '+12025550155',
      'private_note',
      (phone: string) =>
        textback.sandbox.drift.startConversation({
          contact: { phone },
          body: 'Hi?',
          createdAt: Date.now() - 120_000,
        }).conversation.id,
    ],
  } as const;

  test.each(Object.entries(chats))('a number that %s', async (_how, [phone, type, chat]) => {
    const id = chat(phone);
    await eventually('the follow-up', () => textsTo(phone).length === 1);
    textback.sandbox.twilio.text({ from: phone, body: 'Here I am' });
    expect(await typesOf(id, 'Here I am')).toEqual([type]);
  });
});
