import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusQuery } from '../../workflows/shared/signals.js';
import { eventually } from '../support/eventually.js';
import { passTime } from '../support/pass-time.js';
import { ended, startTextback, type Textback } from '../support/textback.js';

const MINUTE = 60_000;

describe('the five minutes', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { FOLLOW_UP_DELAY: '5m' } });
  });
  afterAll(() => textback.close());

  /** A chat whose visitor could be texted, once its workflow waits. */
  async function waitingChat(phone: string) {
    const { conversation } = textback.sandbox.drift.startConversation({
      contact: { name: 'Ana', phone },
      body: 'Hello?',
    });
    const row = await eventually('the phone is looked up', async () => {
      const found = await textback.conversation(conversation.id);
      return found?.phone_status === 'usable' ? found : null;
    });
    const passUntil = (ms: number) =>
      passTime(textback.client, row.workflow_id, conversation.createdAt + ms - Date.now());
    const status = () => textback.client.workflow.getHandle(row.workflow_id).query(statusQuery);
    return { conversation, passUntil, status };
  }
  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);

  test('an answer after 4 minutes 59 seconds is in time: no text goes out, then or later', async () => {
    const phone = '+12025550141';
    const { conversation, passUntil, status } = await waitingChat(phone);
    await passUntil(5 * MINUTE - 1_000);
    expect(await status()).toMatchObject({ state: 'waiting', waitsFor: 'a person to answer' });
    textback.sandbox.drift.say(conversation.id, { author: 'rep', body: 'Here I am' });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'answered' });
    // At once, by the webhook: Drift did not have to be asked when the time was up.
    const asked = textback.sandbox.drift.ledger.requests().map(({ path }) => path);
    expect(asked).not.toContain(`/conversations/${conversation.id}/messages`);
    expect(textsTo(phone)).toEqual([]);
  });

  test('after 4 minutes 59 seconds no text has gone out; after 5 minutes one has', async () => {
    const phone = '+12025550142';
    const { conversation, passUntil, status } = await waitingChat(phone);
    await passUntil(5 * MINUTE - 1_000);
    expect(await status()).toMatchObject({
      state: 'waiting',
      waitsFor: 'a person to answer',
      until: conversation.createdAt + 5 * MINUTE,
    });
    expect(textsTo(phone)).toEqual([]);
    await passUntil(5 * MINUTE);
    await eventually('the text goes out', () => textsTo(phone).length === 1);
  });

  test("the five minutes run from the event's own time, even if its webhook is late", async () => {
    const phone = '+12025550143';
    const { drift } = textback.sandbox;
    drift.startConversation({ contact: { phone }, body: 'Hello?', createdAt: Date.now() - 6 * MINUTE });
    await eventually('the text goes out at once', () => textsTo(phone).length === 1);
  });

  test('a text that would come an hour late is not sent, and the reason says so', async () => {
    const phone = '+12025550144';
    const createdAt = Date.now() - 66 * MINUTE;
    const { conversation } = textback.sandbox.drift.startConversation({
      contact: { phone },
      body: 'Hello?',
      createdAt,
    });
    expect(await ended(textback, conversation.id)).toMatchObject({ reason: 'too_late' });
    expect(textsTo(phone)).toEqual([]);
  });
});
