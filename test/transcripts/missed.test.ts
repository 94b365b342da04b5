import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';
import { bridgeOf } from '../texting/relay/support.js';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

describe('what no webhook brought', () => {
  let textback: Textback;
  const { bodiesTo: allTo, chats: chatsOf, open } = bridgeOf(() => textback);
  const bodiesTo = (phone: string) => allTo(phone).slice(1);

  /** Texts whose webhooks do not get through, in this order. */
  const textUnheard = async (from: string, ...bodies: string[]) => {
    const { twilio } = textback.sandbox;
    twilio.setSwitches({ connectTo: NOWHERE });
    const failures = () => twilio.ledger.effects('alert').length;
    for (const body of bodies) {
      const before = failures();
      twilio.text({ from, body });
      await eventually('its webhook fails', () => failures() > before);
    }
    twilio.setSwitches({ connectTo: null });
  };
  /** What happens in Drift meanwhile is told by no webhook. */
  const unheard = <T>(happen: () => T): T => {
    const { drift } = textback.sandbox;
    drift.setSwitches({ subscribedEvents: [] });
    const result = happen();
    drift.setSwitches({ subscribedEvents: null });
    return result;
  };
  const eventsWith = async (words: string): Promise<number> => {
    const { rows } = await textback.db.query(
      `SELECT FROM inbox WHERE event::text LIKE '%' || $1 || '%' AND event ->> 'author' IS DISTINCT FROM 'bot'`,
      [words],
    );
    return rows.length;
  };

  beforeAll(async () => {
    textback = await startTextback({
      environment: { REORDER_WINDOW: '2s', DRIFT_RATE_LIMIT: '100' },
      sandbox: { drift: { rateLimit: 100 } },
      workers: 0,
    });
    await textUnheard('+12025550300', 'from before the installation');
    const contact = { name: 'Old', phone: '+12025550300' };
    const { conversation } = unheard(() =>
      textback.sandbox.drift.startConversation({ contact, body: 'said before the installation' }),
    );
    unheard(() =>
      textback.sandbox.drift.say(conversation.id, {
        author: 'visitor',
        body: 'also said before the installation',
      }),
    );
    await textback.addWorker();
    await eventually('the first looks are taken', async () => {
      const { rows } = await textback.db.query('SELECT FROM checkpoints');
      return rows.length === textback.config.sms.fromNumbers.length + 1;
    });
  });
  afterAll(() => textback.close());

  test('texts are taken in when the next one comes, and posted before it', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550301';
    const id = await open(phone);
    await textUnheard(phone, 'part 1', 'part 2');
    twilio.text({ from: phone, body: 'part 3' });
    await eventually('all are posted', () => chatsOf(id).length === 3);
    expect(chatsOf(id).map(({ body }) => /part \d/.exec(body)?.[0])).toEqual(['part 1', 'part 2', 'part 3']);
  });

  test('a STOP counts, and a picture is not lost', async () => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550302';
    const id = await open(phone);
    twilio.setSwitches({ connectTo: NOWHERE });
    twilio.text({ from: phone, body: 'look', media: [{ contentType: 'image/gif' }] });
    await textUnheard(phone, 'STOP');
    twilio.text({ from: phone, body: 'are you there?' });
    await eventually('words and picture are posted', () => chatsOf(id).length === 2);
    expect(chatsOf(id)[0]?.body).toMatch(/look.*href/s);
    const { rows } = await textback.db.query('SELECT status FROM consents WHERE phone = $1', [phone]);
    expect(rows).toEqual([{ status: 'opted_out' }]);
  });

  test("a rep's messages are taken in when the next one comes, and texted before it", async () => {
    const { drift } = textback.sandbox;
    const phone = '+12025550303';
    const id = await open(phone);
    for (const body of ['part 1', 'part 2']) unheard(() => drift.say(id, { author: 'rep', body }));
    drift.say(id, { author: 'rep', body: 'part 3' });
    await eventually('all are texted', () => bodiesTo(phone).length === 3);
    expect(bodiesTo(phone)).toEqual(['part 1', 'part 2', 'part 3']);
  });

  test('a webhook that comes after all changes nothing, in either direction', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550308';
    const id = await open(phone);
    for (const vendor of [drift, twilio]) vendor.setSwitches({ delayMs: 4_000 });
    twilio.text({ from: phone, body: 'text 1' });
    drift.say(id, { author: 'rep', body: 'message 1' });
    for (const vendor of [drift, twilio]) vendor.setSwitches({ delayMs: 0 });
    twilio.text({ from: phone, body: 'text 2' });
    drift.say(id, { author: 'rep', body: 'message 2' });
    await eventually('all are relayed', () => chatsOf(id).length === 2 && bodiesTo(phone).length === 2);
    expect(chatsOf(id).map(({ body }) => /text \d/.exec(body)?.[0])).toEqual(['text 1', 'text 2']);
    expect(bodiesTo(phone)).toEqual(['message 1', 'message 2']);
    const late = await eventually('the late webhooks come', async () => {
      const metrics = await (await fetch(`${textback.gateway.url}/metrics`)).text();
      return ['drift', 'twilio'].every((source) =>
        new RegExp(`webhooks_total\\{source="${source}",result="duplicate"\\} [1-9]`).test(metrics),
      );
    });
    expect(late).toBe(true);
    expect([chatsOf(id).length, bodiesTo(phone).length]).toEqual([2, 2]);
    expect([await eventsWith('text 1'), await eventsWith('message 1')]).toEqual([1, 1]);
  });

  test('while Textback is down: texts, messages and new chats are taken in at its start, each once', async () => {
    const { drift } = textback.sandbox;
    const [asked, told] = ['+12025550304', '+12025550305'];
    const [toChat, toPhone] = [await open(asked), await open(told)];
    drift.setSwitches({ echo: false }); // so that nothing but the list shows this post
    textback.sandbox.twilio.text({ from: told, body: 'from the phone' });
    await eventually('it is posted', () => chatsOf(toPhone).length === 1);
    drift.setSwitches({ echo: true });
    await textback.stopWorkers();
    await textUnheard(asked, 'first', 'second');
    unheard(() => drift.say(toPhone, { author: 'rep', body: 'we are back' }));
    const phone = '+12025550306';
    const { conversation: fresh } = unheard(() =>
      drift.startConversation({ contact: { name: 'Ana', phone }, body: 'Anybody there?' }),
    );
    const greeted = drift.startConversation({ contact: { name: 'Bo', phone: '+12025550307' }, body: 'Hi!' });
    unheard(() => drift.say(greeted.conversation.id, { author: 'rep', body: 'Hi Bo' }));
    await textback.addWorker();
    await eventually('the texts are posted', () => chatsOf(toChat).length === 2);
    expect(chatsOf(toChat).map(({ body }) => /first|second/.exec(body)?.[0])).toEqual(['first', 'second']);
    await eventually('the message is texted', () => bodiesTo(told).length === 1);
    await eventually('the new chat gets its text', () => allTo(phone).length === 1);
    await eventually('the answer is seen', async () => {
      const row = await textback.conversation(greeted.conversation.id);
      return row?.state === 'done' && row.reason === 'answered';
    });
    expect([bodiesTo(asked), bodiesTo(told), allTo(phone).length]).toEqual([[], ['we are back'], 1]);
    expect(await textback.conversation(fresh.id)).toMatchObject({ state: 'bridging' });
  });

  test('what was said before the installation is left alone', async () => {
    expect(await eventsWith('before the installation')).toBe(0);
    expect(allTo('+12025550300')).toEqual([]);
  });

  test('our own posts are not taken for messages that somebody missed', async () => {
    const { rows } = await textback.db.query(
      `SELECT event ->> 'html' AS html FROM inbox WHERE event ->> 'isMissed' = 'true' AND event ->> 'author' = 'bot'`,
    );
    expect(rows).toEqual([]);
  });
});
