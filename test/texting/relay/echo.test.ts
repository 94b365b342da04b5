import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

/** With bots' messages on, an echo that is not recognised would go to the phone: the strictest setting for these tests. */
describe.each([
  { told: 'Drift tells which app has posted', isTold: true },
  { told: 'Drift does not tell which app has posted', isTold: false },
])('echo: what we post in Drift never comes back as a text, where $told', ({ isTold }) => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { BOT_MESSAGES: 'on' } });
    if (!isTold) delete textback.sandbox.drift.orgs.first.appId;
  });
  afterEach(() => {
    const { drift } = textback.sandbox;
    drift.setSwitches({ echoBeforeReply: false, echoDelayMs: 0, duplicates: 0 });
    drift.faults.clear();
  });
  afterAll(() => textback.close());

  const { bodiesTo, chats, open: openWith } = bridgeOf(() => textback);
  let last = 0;
  const open = async () => {
    last += 1;
    const phone = `+120255501${String(last + 10).padStart(2, '0')}`;
    return { id: await openWith(phone), phone };
  };
  /** A bot's message that is not ours is texted after everything before it: so the echo has been judged by then. */
  const expectNoEcho = async ({ id, phone }: { id: number; phone: string }) => {
    const { drift } = textback.sandbox;
    await drift.tasks.whenIdle();
    drift.say(id, { author: 'bot', body: 'a playbook speaks' });
    await eventually("the bot's own words arrive", () => bodiesTo(phone).includes('a playbook speaks'));
    expect(bodiesTo(phone)).toHaveLength(2);
  };
  const text = async ({ id, phone }: { id: number; phone: string }, body: string) => {
    textback.sandbox.twilio.text({ from: phone, body });
    await eventually('the text is in the chat', () => chats(id).some((post) => post.body.includes(body)));
  };

  test('the echo comes before the post is answered', async () => {
    const visitor = await open();
    textback.sandbox.drift.setSwitches({ echoBeforeReply: true });
    await text(visitor, 'first things first');
    await expectNoEcho(visitor);
  });

  test('the echo comes late', async () => {
    const visitor = await open();
    textback.sandbox.drift.setSwitches({ echoDelayMs: 1_500 });
    await text(visitor, 'take your time');
    await expectNoEcho(visitor);
  });

  test('the echo comes three times', async () => {
    const visitor = await open();
    textback.sandbox.drift.setSwitches({ duplicates: 2 });
    await text(visitor, 'once is enough');
    textback.sandbox.drift.setSwitches({ duplicates: 0 });
    await expectNoEcho(visitor);
  });

  test('the echo comes after the workers were restarted', async () => {
    const visitor = await open();
    const { drift } = textback.sandbox;
    drift.setSwitches({ echoDelayMs: 3_000 });
    await text(visitor, 'do you remember');
    await textback.stopWorkers();
    drift.setSwitches({ echoDelayMs: 0 });
    await drift.tasks.whenIdle();
    await textback.addWorker();
    await expectNoEcho(visitor);
  });

  test('the answer to the post was lost and the echo comes meanwhile', async () => {
    const visitor = await open();
    const { drift } = textback.sandbox;
    drift.addFault({ route: '/conversations/:id/messages', method: 'POST', kind: 'reset-after', times: 1 });
    await text(visitor, 'anybody there');
    await expectNoEcho(visitor);
    expect(chats(visitor.id)).toHaveLength(1);
  });

  if (!isTold) return;

  test('what our app posts in the name of a person is ours too: by app ID', async () => {
    const visitor = await open();
    const { drift } = textback.sandbox;
    const appId = drift.messages(visitor.id).find(({ author }) => author.bot)?.attributes['developer_app_id'];
    expect(appId).toBeDefined();
    drift.say(visitor.id, {
      author: 'rep',
      body: 'ours by its app',
      attributes: { developer_app_id: appId },
    });
    drift.say(visitor.id, {
      author: 'rep',
      body: 'of another app',
      attributes: { developer_app_id: 'other-app' },
    });
    await eventually("the other app's arrives", () => bodiesTo(visitor.phone).includes('of another app'));
    expect(bodiesTo(visitor.phone)).not.toContain('ours by its app');
  });
});
