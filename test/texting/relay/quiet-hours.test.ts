import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from './support.js';

const HOUR = 3_600_000;
const utc = (at: number) => new Date(at).toISOString().slice(11, 16);
/** Hours on UTC's clock in which it is quiet now, and for an hour more. */
const quietNow = () => `${utc(Date.now() - HOUR)}-${utc(Date.now() + HOUR)}`;

describe('quiet hours: who sleeps is not woken', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({
      environment: { QUIET_HOURS: quietNow(), DEFAULT_TIME_ZONE: 'UTC', QUIET_REPLY_WINDOW: '1h' },
    });
  });
  afterAll(() => textback.close());

  const { bodiesTo } = bridgeOf(() => textback);
  const start = (phone: string, timezone: string | null) =>
    textback.sandbox.drift.startConversation({
      contact: { phone },
      body: 'Hello?',
      ...(timezone === null ? {} : { context: { timezone } }),
    }).conversation.id;
  const waitsFor = async (id: number) => {
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    const status = await textback.client.workflow
      .getHandle(workflow_id)
      .query<{ waitsFor: string | null }>('status');
    return status.waitsFor;
  };
  const isQuiet = (id: number) =>
    eventually('it waits for the morning', async () => {
      const row = await textback.conversation(id);
      return row !== null && (await waitsFor(id)) === 'the end of quiet hours';
    });

  test("the zone is that of Drift's context, before the number's region", async () => {
    const asleep = start('+12125550111', 'UTC'); // a number of New York
    start('+12125550112', 'Etc/GMT+6'); // six hours behind UTC
    await eventually('the visitor who is awake is texted', () => bodiesTo('+12125550112').length === 1);
    await isQuiet(asleep);
    expect(bodiesTo('+12125550111')).toEqual([]);
  });

  test("else it is the number's region, before the default zone", async () => {
    start('+13105550111', null); // a number of Los Angeles, where it is seven or eight hours earlier
    await eventually('it goes out', () => bodiesTo('+13105550111').length === 1);
    const london = start('+447400123456', 'nonsense/zone');
    const quietInLondon = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'short' });
    // London is on UTC in winter; in summer it is an hour ahead, at the very end of these quiet hours.
    if (quietInLondon.format(new Date()) === utc(Date.now())) await isQuiet(london);
  });

  test('in the morning the follow-up goes out if the chat is still unanswered then, and does not if it was answered', async () => {
    const { drift } = textback.sandbox;
    const [open, answered] = [start('+12125550113', 'UTC'), start('+12125550114', 'UTC')];
    await isQuiet(open);
    await isQuiet(answered);
    drift.say(answered, { author: 'rep', body: 'Good evening' });
    expect((await ended(textback, answered)).reason).toBe('answered');
    expect(bodiesTo('+12125550113')).toEqual([]);
    // Morning: two hours pass for the workflow, and the activity's clock shows day where the visitor is.
    await textback.db.query(`UPDATE conversations SET time_zone = 'Etc/GMT+6' WHERE conversation_id = $1`, [
      open,
    ]);
    await passTime(textback.client, (await textback.conversation(open))?.workflow_id ?? '', 2 * HOUR);
    await eventually('it goes out', () => bodiesTo('+12125550113').length === 1);
    expect(bodiesTo('+12125550114')).toEqual([]);
  });

  test("a rep's message waits for the morning, the rep is told, and it goes out at once when the visitor texts", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+13105550115';
    const id = start(phone, 'Etc/GMT+6');
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    // Since then the visitor has travelled, and has been silent for two hours.
    await textback.db.query(
      `UPDATE conversations SET time_zone = 'UTC', visitor_spoke_at = now() - interval '2 hours' WHERE conversation_id = $1`,
      [id],
    );
    drift.say(id, { author: 'rep', body: 'Sorry for the wait' });
    drift.say(id, { author: 'rep', body: 'Still interested?' });
    await eventually('the rep is told', () =>
      textback.posts(id).some(({ body }) => body.includes('Quiet hours for the visitor')),
    );
    expect(bodiesTo(phone)).toHaveLength(1);
    twilio.text({ from: phone, body: 'I am awake' });
    await eventually('both go out', () => bodiesTo(phone).length === 3);
    expect(bodiesTo(phone).slice(1)).toEqual(['Sorry for the wait', 'Still interested?']);
    expect(textback.posts(id).filter(({ body }) => body.includes('Quiet hours'))).toHaveLength(1);
  });

  test("a rep's message that waits goes out by itself in the morning", async () => {
    const { drift } = textback.sandbox;
    const phone = '+13105550116';
    const id = start(phone, 'Etc/GMT+6');
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    await textback.db.query(
      `UPDATE conversations SET time_zone = 'UTC', visitor_spoke_at = now() - interval '2 hours' WHERE conversation_id = $1`,
      [id],
    );
    drift.say(id, { author: 'rep', body: 'Good morning' });
    await eventually('the rep is told', () =>
      textback.posts(id).some(({ body }) => body.includes('Quiet hours for the visitor')),
    );
    await textback.db.query(`UPDATE conversations SET time_zone = 'Etc/GMT+6' WHERE conversation_id = $1`, [
      id,
    ]);
    await passTime(textback.client, (await textback.conversation(id))?.workflow_id ?? '', 2 * HOUR);
    await eventually('it goes out', () => bodiesTo(phone).includes('Good morning'));
  });

  test('an answer to a visitor who has just written goes out at any hour', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+13105550117';
    const id = start(phone, 'Etc/GMT+6');
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    await textback.db.query(`UPDATE conversations SET time_zone = 'UTC' WHERE conversation_id = $1`, [id]);
    twilio.text({ from: phone, body: 'Are you open?' });
    await twilio.tasks.whenIdle();
    drift.say(id, { author: 'rep', body: 'Always' });
    await eventually('it goes out', () => bodiesTo(phone).includes('Always'));
  });
});
