import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { undoOptOut } from '../../../src/operate/operations/opt-outs.js';
import { eventually } from '../../support/eventually.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

describe('consent: who says no gets no text', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback();
  });
  afterAll(() => textback.close());

  const { bodiesTo, posts, open } = bridgeOf(() => textback);
  const consents = async (phone: string) =>
    (
      await textback.db.query<{ status: string; means: string; message_sid: string | null; at: Date }>(
        'SELECT status, means, message_sid, at FROM consents WHERE phone = $1 ORDER BY id',
        [phone],
      )
    ).rows;
  /** The rep's words do not go out, and a note tells so. */
  const expectSilence = async (id: number, phone: string) => {
    const before = bodiesTo(phone).length;
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Just one more thing' });
    await eventually('the rep is told why', () => posts(id, 'opted out').length > 0);
    expect(bodiesTo(phone)).toHaveLength(before);
  };

  test('every first text names the business and how to stop', async () => {
    await open('+12025550101');
    expect(bodiesTo('+12025550101')[0]).toMatch(/Acme.*STOP/s);
  });

  test('a clear wish in other words stops as STOP does: written down with means, time and message, told and shown to the rep', async () => {
    const phone = '+12025550102';
    const id = await open(phone);
    const { sid } = textback.sandbox.twilio.text({ from: phone, body: 'Please stop texting me!' });
    await eventually('the rep is told', () => posts(id, 'want no more texts').length === 1);
    await eventually('and can read it', () => posts(id, 'Please stop texting me!').length === 1);
    expect(await consents(phone)).toMatchObject([
      { status: 'opted_out', means: 'wording', message_sid: sid },
    ]);
    expect(Date.now() - ((await consents(phone))[0]?.at.getTime() ?? 0)).toBeLessThan(60_000);
    await expectSilence(id, phone);
  });

  test('a doubtful wording stops too, and the rep is told that it is doubtful', async () => {
    const phone = '+12025550103';
    const id = await open(phone);
    textback.sandbox.twilio.text({ from: phone, body: 'not interested' });
    await eventually('the rep is told', () => posts(id, 'may have asked for no more texts').length === 1);
    await eventually('and can read it', () => posts(id, 'not interested').length === 1);
    expect(await consents(phone)).toMatchObject([{ status: 'opted_out', means: 'doubtful' }]);
    await expectSilence(id, phone);
  });

  test('after a doubtful stop "Yes" answers the rep: it is shown, opens nothing, and only START or UNSTOP does', async () => {
    const { twilio } = textback.sandbox;
    for (const [phone, doubt, opener] of [
      ['+12025550131', 'Not interested', 'START'],
      ['+12025550132', 'please stop texting me', 'Unstop'],
    ] as const) {
      const id = await open(phone);
      twilio.text({ from: phone, body: doubt });
      await eventually('it is shown', () => posts(id, doubt).length === 1);
      twilio.text({ from: phone, body: 'Yes' });
      await eventually('the rep reads it', () => posts(id, 'Yes').length === 1);
      expect((await consents(phone)).map(({ status }) => status)).toEqual(['opted_out']);
      await expectSilence(id, phone);
      twilio.text({ from: phone, body: opener });
      await eventually('the rep is told', () => posts(id, 'we can text them again').length === 1);
      expect((await consents(phone)).at(-1)).toMatchObject({ status: 'opted_in', means: 'keyword' });
    }
  });

  test('after STOP "Yes" opts in, as it does at Twilio, and the rep reads the word too', async () => {
    const phone = '+12025550133';
    const id = await open(phone);
    textback.sandbox.twilio.text({ from: phone, body: 'STOP' });
    await eventually('the rep is told', () => posts(id, 'replied STOP').length === 1);
    textback.sandbox.twilio.text({ from: phone, body: 'Yes!' });
    await eventually('the rep is told', () => posts(id, 'YES after STOP').length === 1);
    await eventually('and reads it', () => posts(id, 'Yes!').length === 1);
    expect((await consents(phone)).at(-1)?.status).toBe('opted_in');
  });

  test('words of everyday are no opt-out', async () => {
    const phone = '+12025550104';
    const id = await open(phone);
    textback.sandbox.twilio.text({ from: phone, body: 'Can you stop by at 5?' });
    await eventually('it is in the chat', () => posts(id, 'stop by').length === 1);
    expect(await consents(phone)).toEqual([]);
  });

  test('START opens again after an opt-out, and the rep is told', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550105';
    const id = await open(phone);
    twilio.text({ from: phone, body: 'STOP' });
    await eventually('the rep is told', () => posts(id, 'replied STOP').length === 1);
    await expectSilence(id, phone);
    twilio.text({ from: phone, body: 'Start' });
    await eventually('the rep is told', () => posts(id, 'texted START').length === 1);
    drift.say(id, { author: 'rep', body: 'Welcome back' });
    await eventually('it arrives', () => bodiesTo(phone).includes('Welcome back'));
    expect((await consents(phone)).map(({ status }) => status)).toEqual(['opted_out', 'opted_in']);
  });

  test('who asks in the chat for no texts gets none, and a later chat ends with that reason and a note', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550106';
    const id = await open(phone);
    drift.say(id, { author: 'visitor', body: 'please do not text me again' });
    await eventually('the rep is told', () => posts(id, 'wrote in the chat').length === 1);
    expect(await consents(phone)).toMatchObject([{ status: 'opted_out', means: 'chat' }]);
    await expectSilence(id, phone);
    const next = drift.startConversation({ contact: { phone }, body: 'Hello again' }).conversation.id;
    expect((await ended(textback, next)).reason).toBe('opted_out');
    await eventually('its rep is told', () => posts(next, 'has opted out').length === 1);
    expect(bodiesTo(phone)).toHaveLength(1);
  });

  test('who gives a number and asks not to be texted in one breath gets no text', async () => {
    const { drift } = textback.sandbox;
    const id = drift.startConversation({ body: 'Call me at (202) 555-0110, but please do not text me.' })
      .conversation.id;
    expect((await ended(textback, id)).reason).toBe('opted_out');
    expect(bodiesTo('+12025550110')).toEqual([]);
    // Whose number it is, nobody has proved: its owner may be texted by others.
    expect(await consents('+12025550110')).toEqual([]);
  });

  test('a number that is only named in the chat is not opted out: its owner is still texted, and an operator is told', async () => {
    const { drift } = textback.sandbox;
    const victims = ['+12025550113', '+12025550114', '+12025550115'];
    const messages = [
      'Please stop texting me at +1 202 555 0113',
      'My number is 202-555-0114. Stop texting me!',
      'remove my number from your list: (202) 555-0115',
    ];
    const chats = messages.map((body) => drift.startConversation({ body }).conversation.id);
    for (const id of chats) expect((await ended(textback, id)).reason).toBe('opted_out');
    for (const [i, phone] of victims.entries()) {
      expect(await consents(phone)).toEqual([]);
      const { rows } = await textback.db.query(
        `SELECT outcome, outcome_detail FROM inbox WHERE conversation_id = $1 AND kind = 'message'`,
        [chats[i]],
      );
      expect(rows).toContainEqual({
        outcome: 'held',
        outcome_detail: expect.stringContaining('not known to be theirs'),
      });
      const chat = drift.startConversation({ contact: { phone }, body: 'Hello?' });
      await eventually('the owner is texted', () => bodiesTo(phone).length === 1);
      await eventually('and marked', () => posts(chat.conversation.id, 'Textback texted').length === 1);
    }
  });

  test('a stranger who has a customer’s number written on their own contact does not opt the customer out: the thread goes on, and an operator is told', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550119';
    const customer = await open(phone);
    const stranger = await open(phone, 'a stranger');
    drift.say(stranger, { author: 'visitor', body: 'Please stop texting me' });
    await eventually('the stranger’s texts end', () => posts(stranger, 'wrote in the chat').length === 1);
    expect(await consents(phone)).toEqual([]);
    const { rows } = await textback.db.query(
      `SELECT outcome_detail AS why FROM inbox WHERE conversation_id = $1 AND outcome = 'held'`,
      [stranger],
    );
    expect(rows).toEqual([{ why: expect.stringContaining('another contact was texted') }]);
    drift.say(customer, { author: 'rep', body: 'Your order is on its way' });
    await eventually('the customer is texted', () => bodiesTo(phone).includes('Your order is on its way'));
    await expectSilence(stranger, phone);

    // Once an operator has confirmed whose phone it is, that contact's words count for everybody.
    await textback.db.query('UPDATE conversations SET proved_phone = $2 WHERE conversation_id = $1', [
      customer,
      phone,
    ]);
    drift.say(customer, { author: 'visitor', body: 'Please stop texting me' });
    await eventually('the rep is told', () => posts(customer, 'wrote in the chat').length === 1);
    expect(await consents(phone)).toMatchObject([{ status: 'opted_out', means: 'chat' }]);
  });

  test("an opt-out by words in a chat can be taken back, with who and why; the phone's own STOP only if somebody says so", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550118';
    const id = await open(phone);
    const undo = (more: { overrideStop?: boolean } = {}) =>
      undoOptOut(
        textback.db,
        { operator: { name: 'Kim', via: 'api' }, requestId: randomUUID() },
        { conversationId: id, orgId: null },
        { why: 'said by mistake', overrideStop: false, ...more },
      );
    await expect(undo()).rejects.toThrow('has opted out');
    drift.say(id, { author: 'visitor', body: 'stop texting me' });
    await eventually('the rep is told', () => posts(id, 'wrote in the chat').length === 1);
    await expectSilence(id, phone);
    expect((await undo()).result).toBe('opt_out_undone');
    const { rows } = await textback.db.query(
      'SELECT operator, target FROM audit_log ORDER BY id DESC LIMIT 1',
    );
    expect(rows).toEqual([{ operator: 'Kim', target: `opt-out in conversation ${id}: said by mistake` }]);
    drift.say(id, { author: 'rep', body: 'Back again' });
    await eventually('it arrives', () => bodiesTo(phone).includes('Back again'));
    twilio.text({ from: phone, body: 'STOP' });
    await eventually('the rep is told', () => posts(id, 'replied STOP').length === 1);
    await expect(undo()).rejects.toThrow('the phone itself');
    const optedOutSince = async () => {
      const row = await textback.conversation(id);
      const handle = textback.client.workflow.getHandle(row?.workflow_id ?? '');
      return (await handle.query<{ optedOutSince?: number }>('status')).optedOutSince;
    };
    expect(await optedOutSince()).toEqual(expect.any(Number));
    expect((await undo({ overrideStop: true })).result).toBe('opt_out_undone_vendor_may_block');
    await eventually('the workflow shows it', async () => (await optedOutSince()) === undefined);
    await eventually('the rep is told', () => posts(id, 'took the opt-out back').length === 2);
  });

  test('typed into the chat and texted, a number is silent in that chat after "stop texting me", and nowhere else', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550116';
    const { conversation, contact } = drift.startConversation({ body: 'Text me at 202-555-0116' });
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    drift.say(conversation.id, { author: 'visitor', body: 'Stop texting me' });
    await eventually(
      'the rep is told who and how',
      () => posts(conversation.id, 'wrote in the chat').length === 1,
    );
    await expectSilence(conversation.id, phone);
    expect(await consents(phone)).toEqual([]);
    // Another chat of the same contact is silent too, whatever number it names.
    const again = drift.startConversation({ contactId: contact.id, body: 'text me at 202-555-0117' });
    expect((await ended(textback, again.conversation.id)).reason).toBe('opted_out');
    expect(bodiesTo('+12025550117')).toEqual([]);
    twilio.text({ from: phone, body: 'START' });
    await eventually(
      'the phone itself opens it again',
      () => posts(conversation.id, 'texted START').length === 1,
    );
    drift.say(conversation.id, { author: 'rep', body: 'Welcome back' });
    await eventually('it arrives', () => bodiesTo(phone).includes('Welcome back'));
  });

  test('who asks in a chat for no texts before a number is known gets none in any later chat either', async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550111';
    const first = drift.startConversation({
      contact: { phone },
      body: 'Please do not text me, I only want the prices',
    });
    expect((await ended(textback, first.conversation.id)).reason).toBe('opted_out');
    const second = drift.startConversation({ contactId: first.contact.id, body: 'One more question' });
    expect((await ended(textback, second.conversation.id)).reason).toBe('opted_out');
    expect(bodiesTo(phone)).toEqual([]);
  });

  test('a failure that Twilio tells of late does not undo a START', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550112';
    twilio.setSwitches({ callbacks: { enabled: false } });
    const id = drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    await eventually('its note', () => posts(id, 'Textback texted').length === 1);
    twilio.text({ from: phone, body: 'STOP' });
    await eventually('the rep is told', () => posts(id, 'replied STOP').length === 1);
    twilio.text({ from: phone, body: 'START' });
    await eventually('the rep is told', () => posts(id, 'texted START').length === 1);
    twilio.setSwitches({ callbacks: { enabled: true } });
    const { rows } = await textback.db.query<{ id: string; vendor_id: string }>(
      `SELECT id, vendor_id FROM ledger WHERE conversation_id = $1 AND purpose = 'follow_up'`,
      [id],
    );
    await textback.db.query(
      `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at)
       VALUES (7007, 'twilio', $1, $1, 'status', 'text_status', $2, '{}', now())`,
      [
        `${rows[0]?.vendor_id}:undelivered`,
        {
          kind: 'text_status',
          messageSid: rows[0]?.vendor_id,
          status: 'undelivered',
          errorCode: '30004',
          ledgerId: rows[0]?.id,
          ourNumber: null,
        },
      ],
    );
    await eventually('the rep is told', () => posts(id, 'blocks our texts').length === 1);
    drift.say(id, { author: 'rep', body: 'Glad to have you back' });
    await eventually('it arrives', () => bodiesTo(phone).includes('Glad to have you back'));
  });

  test('an opt-out that only Twilio knows (21610) is remembered, and the rep is told', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550107';
    const id = await open(phone);
    twilio.optOuts.apply('STOP', twilio.scopeOf(twilio.senderFor(phone)), phone);
    drift.say(id, { author: 'rep', body: 'Are you there?' });
    await eventually('the rep is told', () => posts(id, 'opted out of texts').length === 1);
    expect(await consents(phone)).toMatchObject([{ status: 'opted_out', means: 'vendor_error' }]);
  });

  test("HELP is answered once with the business's name, however often it is asked", async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550108';
    const id = await open(phone);
    for (let i = 0; i < 3; i++) twilio.text({ from: phone, body: 'help' });
    await eventually('the rep sees it asked three times', () => posts(id, 'help').length === 3);
    twilio.text({ from: phone, body: 'thanks' });
    await eventually('all is worked on', () => posts(id, 'thanks').length === 1);
    await eventually('it is answered', () => bodiesTo(phone).length === 2);
    expect(bodiesTo(phone)[1]).toMatch(/^Acme: .*STOP/);
  });

  test('HELP that Advanced Opt-Out has answered is not answered again', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550109';
    const id = await open(phone);
    twilio.text({ from: phone, body: 'help', optOutType: 'HELP' });
    twilio.text({ from: phone, body: 'thanks' });
    await eventually('both are in the chat', () => posts(id, 'by text').length === 2);
    textback.sandbox.drift.say(id, { author: 'rep', body: 'You are welcome' });
    await eventually('the next text goes out', () => bodiesTo(phone).length === 2);
    expect(bodiesTo(phone)[1]).toBe('You are welcome');
  });
});
