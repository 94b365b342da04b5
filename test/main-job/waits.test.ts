import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countOutcomes } from '../../src/operate/report/report.js';
import { eventually } from '../support/eventually.js';
import { statusQuery } from '../../workflows/shared/signals.js';
import { passTime } from '../support/pass-time.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let textback: Textback;
let people = 0;
beforeAll(async () => {
  textback = await startTextback({ environment: { FOLLOW_UP_DELAY: '5m' } });
});
afterAll(() => textback.close());

const somebody = () => `+1202555${String(2000 + ++people)}`;
const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
const drift = () => textback.sandbox.drift;

/** Whatever happens in Drift meanwhile, no webhook tells us. */
function untold<T>(happen: () => T): T {
  drift().setSwitches({ subscribedEvents: [] });
  try {
    return happen();
  } finally {
    drift().setSwitches({ subscribedEvents: null });
  }
}

async function settled(id: number): Promise<void> {
  await drift().whenIdle();
  await eventually('all is handed over', async () => {
    const { rowCount } = await textback.db.query(
      'SELECT FROM inbox WHERE conversation_id = $1 AND outcome IS NULL',
      [id],
    );
    return rowCount === 0;
  });
}

const rowOf = async (id: number) => {
  const { rows } = await textback.db.query<{
    workflow_id: string;
    state: string;
    waits: number;
    asked_at: Date;
  }>('SELECT * FROM conversations WHERE conversation_id = $1', [id]);
  if (rows[0] === undefined) throw new Error('not a conversation of ours');
  return rows[0];
};

/** Lets time pass for the open workflow until so many milliseconds after `from`. */
async function passUntil(id: number, from: number, ms: number): Promise<void> {
  const { workflow_id } = await rowOf(id);
  await passTime(textback.client, workflow_id, Math.max(from + ms - Date.now(), 0));
}

/** The text comes five minutes after `from`, and not earlier. */
async function isTexted(id: number, phone: string, from: number): Promise<void> {
  await settled(id);
  await passUntil(id, from, 5 * MINUTE - 2_000);
  await settled(id);
  expect(textsTo(phone)).toEqual([]);
  await passUntil(id, from, 5 * MINUTE);
  await eventually('the text goes out', () => textsTo(phone).length === 1);
}

const reasonOf = async (id: number) => (await ended(textback, id)).reason;

describe('the visitor waits since their first unanswered words', () => {
  test("a rep's greeting before the question is no answer, in whatever order the two arrive", async () => {
    const now = Date.now();
    for (const isSwapped of [false, true]) {
      const phone = somebody();
      const { conversation } = untold(() =>
        drift().startConversation({ contact: { phone }, createdAt: now }),
      );
      const greet = () =>
        drift().say(conversation.id, { author: 'rep', body: 'Hi there!', createdAt: now + 300 });
      const ask = () =>
        drift().say(conversation.id, { author: 'visitor', body: 'A question', createdAt: now + 1_000 });
      for (const say of isSwapped ? [ask, greet] : [greet, ask]) {
        say();
        await settled(conversation.id);
      }
      await isTexted(conversation.id, phone, now + 1_000);
    }
  });

  test("a rep's message of 30 days ago in a returning visitor's chat is no answer", async () => {
    const phone = somebody();
    const { conversation } = untold(() => {
      const opened = drift().startConversation({
        contact: { phone },
        body: 'Hello?',
        createdAt: Date.now() - 30 * DAY,
      });
      drift().say(opened.conversation.id, {
        author: 'rep',
        body: 'Hi',
        createdAt: Date.now() - 30 * DAY + MINUTE,
      });
      return opened;
    });
    const { createdAt } = drift().say(conversation.id, { author: 'visitor', body: 'Me again' });
    await isTexted(conversation.id, phone, createdAt);
  });

  test('an answer that comes before the question it answers is one', async () => {
    const phone = somebody();
    const now = Date.now();
    const { conversation } = untold(() => drift().startConversation({ contact: { phone }, createdAt: now }));
    drift().say(conversation.id, { author: 'rep', body: 'It is in stock', createdAt: now + 2_000 });
    await settled(conversation.id);
    drift().say(conversation.id, { author: 'visitor', body: 'Is it in stock?', createdAt: now + 1_000 });
    await settled(conversation.id);
    expect(await reasonOf(conversation.id)).toBe('answered');
    expect(await rowOf(conversation.id)).toMatchObject({ waits: 1 });
  });

  test('where words are known only when the text is due, it is due five minutes after them', async () => {
    const phone = somebody();
    const now = Date.now();
    const { conversation } = drift().startConversation({ contact: { phone }, createdAt: now - MINUTE });
    await settled(conversation.id);
    drift().say(conversation.id, { author: 'visitor', body: 'Hello?', createdAt: now });
    await isTexted(conversation.id, phone, now);
  });
});

describe('promise 3: one conversation, several waits, one open workflow and one first text', () => {
  test('a visitor who was answered and asks again waits again, under the workflow of those words', async () => {
    const phone = somebody();
    drift().setSwitches({ duplicates: 2 });
    const { conversation } = drift().startConversation({ contact: { phone }, body: 'Is it in stock?' });
    const { id } = conversation;
    drift().say(id, { author: 'rep', body: 'Yes' });
    expect(await reasonOf(id)).toBe('answered');
    await settled(id);
    const first = await rowOf(id);
    const again = drift().say(id, { author: 'visitor', body: 'And in blue?' });
    drift().say(id, { author: 'visitor', body: 'Hello?' });
    await isTexted(id, phone, again.createdAt);
    drift().setSwitches({ duplicates: 0 });
    const row = await rowOf(id);
    expect(row).toMatchObject({ workflow_id: `7007:new_message:${again.id}`, waits: 2 });
    const { rows } = await textback.db.query('SELECT * FROM ended_waits WHERE conversation_id = $1', [id]);
    expect(rows).toMatchObject(
      [{ number: '1', workflow_id: first.workflow_id, reason: 'answered' }].map((one) => ({
        ...one,
        number: 1,
      })),
    );
    // Late events of the ended wait change nothing.
    drift().say(id, { author: 'rep', body: 'Late', createdAt: conversation.createdAt + 1 });
    await settled(id);
    expect(textsTo(phone).filter(({ body }) => body !== 'Late')).toHaveLength(1);
  });

  test('a chat that was closed and in which the visitor writes again waits anew', async () => {
    const phone = somebody();
    const { conversation } = drift().startConversation({ contact: { phone }, body: 'Hello?' });
    await settled(conversation.id);
    drift().setStatus(conversation.id, 'closed');
    const { createdAt } = drift().say(conversation.id, { author: 'visitor', body: 'Still there?' });
    await isTexted(conversation.id, phone, createdAt);
  });

  test('at most five times, and thanks are not waiting', async () => {
    const { conversation } = drift().startConversation({
      contact: { phone: somebody() },
      body: 'Question 0',
    });
    const { id } = conversation;
    for (let turn = 1; turn <= 6; turn++) {
      drift().say(id, { author: 'rep', body: `Answer ${turn}` });
      await settled(id);
      expect(await reasonOf(id)).toBe('answered');
      drift().say(id, { author: 'visitor', body: 'Thank you!' });
      await settled(id);
      expect(await rowOf(id)).toMatchObject({ state: 'done', waits: Math.min(turn, 5) });
      drift().say(id, { author: 'visitor', body: `Question ${turn}` });
      await settled(id);
      expect(await rowOf(id)).toMatchObject({ state: turn < 5 ? 'waiting' : 'done' });
    }
  });

  test('after an opt-out the words of a returning visitor open no wait', async () => {
    const phone = somebody();
    const { conversation } = drift().startConversation({ contact: { phone }, body: 'Hello?' });
    drift().say(conversation.id, { author: 'visitor', body: 'Please stop texting me' });
    expect(await reasonOf(conversation.id)).toBe('opted_out');
    drift().say(conversation.id, { author: 'visitor', body: 'Are you there?' });
    await settled(conversation.id);
    expect(await rowOf(conversation.id)).toMatchObject({ state: 'done', waits: 1 });
  });

  test('the report counts conversations, by the reason of the last wait, and the counts add up', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const ago = new Date(Date.now() - 40 * DAY).toISOString().slice(0, 10);
    const { total } = await countOutcomes(textback.db, { from: ago, to: today, zone: 'UTC' });
    const { rows } = await textback.db.query<{ count: number }>('SELECT count(*)::int FROM conversations');
    expect(total).toMatchObject({ takenUp: rows[0]?.count, addsUp: true });
  });
});

describe("when the text is due, the contact's number is the one that the contact has then", () => {
  const chat = async (contact: Record<string, unknown>) => {
    const { conversation } = drift().startConversation({ contact, body: 'Hello?' });
    await eventually('the contact was looked at', async () => {
      const { rows } = await textback.db.query<{ phone_status: string }>(
        'SELECT phone_status FROM conversations WHERE conversation_id = $1',
        [conversation.id],
      );
      return (rows[0]?.phone_status ?? 'unknown') !== 'unknown';
    });
    return conversation;
  };
  const due = ({ id, createdAt }: { id: number; createdAt: number }) => passUntil(id, createdAt, 5 * MINUTE);

  test('a number that came without an event is texted', async () => {
    const phone = somebody();
    const conversation = await chat({});
    untold(() => drift().updateContact(conversation.contactId, { phone }));
    await due(conversation);
    await eventually('the text goes out', () => textsTo(phone).length === 1);
  });

  test('a number that was corrected without an event is the one that is texted', async () => {
    const [old, phone] = [somebody(), somebody()];
    const conversation = await chat({ phone: old });
    untold(() => drift().updateContact(conversation.contactId, { phone }));
    await due(conversation);
    await eventually('the text goes out', () => textsTo(phone).length === 1);
    expect(textsTo(old)).toEqual([]);
  });

  test('a number that was removed without an event is not texted', async () => {
    const phone = somebody();
    const conversation = await chat({ phone });
    untold(() => drift().updateContact(conversation.contactId, { phone: null }));
    await due(conversation);
    await eventually('it waits for a number', async () => {
      const row = await textback.conversation(conversation.id);
      return row?.reason === 'no_phone';
    });
    expect(textsTo(phone)).toEqual([]);
  });

  test('the contact is the one that Drift says the chat belongs to now', async () => {
    const phone = somebody();
    const conversation = await chat({});
    const merged = drift().addContact({ phone });
    drift().conversation(conversation.id).contactId = merged.id;
    await due(conversation);
    await eventually('the text goes out', () => textsTo(phone).length === 1);
  });

  test('a number that the visitor gave in the chat counts before the one on the contact', async () => {
    const [old, phone] = [somebody(), somebody()];
    const conversation = await chat({ phone: old });
    drift().say(conversation.id, { author: 'visitor', body: `My number is ${phone}` });
    await settled(conversation.id);
    await due(conversation);
    await eventually('the text goes out', () => textsTo(phone).length === 1);
    expect(textsTo(old)).toEqual([]);
  });
});

test('after STOP the status says since when, and no longer that messages are relayed both ways; START ends this', async () => {
  const phone = somebody();
  const { conversation } = drift().startConversation({ contact: { phone }, body: 'Hello?' });
  await isTexted(conversation.id, phone, conversation.createdAt);
  const { workflow_id } = await rowOf(conversation.id);
  const status = () => textback.client.workflow.getHandle(workflow_id).query(statusQuery);
  for (const [body, waitsFor] of [
    ['STOP', 'the visitor to text START'],
    ['START', 'a message from either side'],
  ] as const) {
    textback.sandbox.twilio.text({ from: phone, body });
    const shown = await eventually('the status follows', async () => {
      const now = await status();
      return now.waitsFor === waitsFor ? now : null;
    });
    expect(typeof shown.optedOutSince).toBe(body === 'STOP' ? 'number' : 'undefined');
  }
});
