import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { ask, textsInLedger } from './support.js';

const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';

describe('an operator settles a send', () => {
  let textback: Textback;
  let phones = 0;
  beforeAll(async () => {
    textback = await startTextback({ environment: { RECONCILE_WINDOW: '1s' } });
  });
  afterAll(() => textback.close());

  const newPhone = () => `+120255502${String(10 + phones++)}`;
  const textsTo = (phone: string) => textback.texts().filter(({ to }) => to === phone);
  const chat = (phone: string) =>
    textback.sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id;
  const stateIs = (id: number, state: string) =>
    eventually(`a text is ${state}`, async () => {
      const found = (await textsInLedger(textback, id)).filter((text) => text.state === state);
      return found.at(-1) ?? null;
    });

  /** Twilio took none of three attempts, and did not say so. */
  const parkedChat = async () => {
    const phone = newPhone();
    textback.sandbox.twilio.addFault({ route: MESSAGES, method: 'POST', kind: '500' });
    const id = chat(phone);
    const { id: ledgerId } = await stateIs(id, 'parked');
    textback.sandbox.twilio.faults.clear();
    return { phone, id, ledgerId };
  };

  test('sent again: a parked text that Twilio does not know goes out once, and the reason is gone', async () => {
    const { phone, id, ledgerId } = await parkedChat();
    expect(await ask(textback, `sends/${ledgerId}/redrive`, { how: 'send_again' })).toMatchObject({
      body: { result: 'send_started' },
    });
    await eventually('the text', () => textsTo(phone).length === 1);
    await eventually('no reason any more', async () => (await textback.conversation(id))?.reason === null);
    const again = await ask(textback, `sends/${ledgerId}/redrive`, { how: 'send_again' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect(textsTo(phone)).toHaveLength(1);
  }, 120_000);

  test('looked for: one that Twilio does not know is parked again; left, it leaves the list', async () => {
    const { phone, id, ledgerId } = await parkedChat();
    expect(await ask(textback, `sends/${ledgerId}/redrive`, { how: 'look' })).toMatchObject({
      body: { result: 'look_started' },
    });
    await stateIs(id, 'parked');
    expect(textsTo(phone)).toEqual([]);
    const listed = async () => {
      const response = await fetch(`${textback.gateway.url}/admin/parked`, {
        headers: { authorization: `Bearer ${textback.config.adminToken ?? ''}` },
      });
      return (await response.text()).includes(ledgerId);
    };
    await eventually('it is on the list', listed);
    await ask(textback, `sends/${ledgerId}/redrive`, { how: 'leave' });
    expect(await listed()).toBe(false);
  }, 120_000);

  /** Twilio took it and could not deliver it. */
  const undeliveredChat = async () => {
    const phone = newPhone();
    textback.sandbox.twilio.setOutcome(phone, { status: 'undelivered', errorCode: 30034 });
    const id = chat(phone);
    const failed = await stateIs(id, 'undelivered');
    textback.sandbox.twilio.setOutcome(phone, null);
    return { phone, id, ledgerId: failed.id };
  };

  test('sent again: a text that Twilio took and could not deliver goes out once, however many ask, and keeps its end', async () => {
    const { phone, id, ledgerId } = await undeliveredChat();
    const asks = await Promise.all(
      Array.from({ length: 4 }, () => ask(textback, `sends/${ledgerId}/redrive`, { how: 'send_again' })),
    );
    expect(asks.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    await eventually('it is delivered', async () =>
      (await textsInLedger(textback, id)).some(({ state }) => state === 'delivered'),
    );
    expect(textsTo(phone)).toHaveLength(2);
    expect((await textsInLedger(textback, id)).map(({ state }) => state)).toEqual([
      'undelivered',
      'delivered',
    ]);
  }, 120_000);

  test('sent again: a first text that a person has made needless does not go out', async () => {
    const { phone, id, ledgerId } = await undeliveredChat();
    textback.sandbox.drift.setSwitches({ subscribedEvents: [] });
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Here I am' });
    textback.sandbox.drift.setSwitches({ subscribedEvents: null });
    await ask(textback, `sends/${ledgerId}/redrive`, { how: 'send_again' });
    await stateIs(id, 'refused');
    expect(textsTo(phone)).toHaveLength(1);
  }, 120_000);

  test('sent again while texts are paused: a first text that a person answers meanwhile does not go out when they are resumed', async () => {
    const { phone, id, ledgerId } = await undeliveredChat();
    await ask(textback, 'pause', { why: 'Twilio is not well' });
    await ask(textback, `sends/${ledgerId}/redrive`, { how: 'send_again' });
    await eventually('the text is tried', async () => (await waitingSends()) > 0);
    textback.sandbox.drift.setSwitches({ subscribedEvents: [] });
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Here I am' });
    textback.sandbox.drift.setSwitches({ subscribedEvents: null });
    await ask(textback, 'resume');
    await stateIs(id, 'refused');
    expect(textsTo(phone)).toHaveLength(1);
  }, 120_000);

  /** Texts on request that were tried and will be tried again. */
  const waitingSends = async () => {
    const workflows = textback.client.workflow.list({
      query: `TaskQueue = '${textback.config.temporal.taskQueue}' AND WorkflowType = 'redrive' AND ExecutionStatus = 'Running'`,
    });
    let count = 0;
    for await (const { workflowId } of workflows) {
      const { raw } = await textback.client.workflow.getHandle(workflowId).describe();
      count += (raw.pendingActivities ?? []).filter(
        ({ activityType, lastFailure }) => activityType?.name === 'textOnRequest' && lastFailure,
      ).length;
    }
    return count;
  };
});
