import { eventually } from '../support/eventually.js';
import { passTime } from '../support/pass-time.js';
import { ended, type Textback } from '../support/textback.js';
import { has, texted, texting } from './bridge-paths.js';
import { chat } from './waiting-paths.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Where it is day while the recorder's quiet hours, which are UTC's, last. */
const AWAKE = 'Etc/GMT+6';

const workflowId = async (textback: Textback, id: number) =>
  (await textback.conversation(id))?.workflow_id ?? '';
const waitsFor = (textback: Textback, id: number, what: string) =>
  eventually(`it waits for ${what}`, async () => {
    const handle = textback.client.workflow.getHandle(await workflowId(textback, id));
    return (await handle.query<{ waitsFor: string | null }>('status')).waitsFor === what;
  });
const setZone = (textback: Textback, id: number, zone: string) =>
  textback.db.query('UPDATE conversations SET time_zone = $2 WHERE conversation_id = $1', [id, zone]);
const sleeping = (textback: Textback, phone: string) =>
  textback.sandbox.drift.startConversation({
    contact: { phone },
    body: 'Hello?',
    context: { timezone: 'UTC' },
  }).conversation.id;

/** Further paths. The recorder's quiet hours are on: it is night now in UTC, and day where other visitors are. */
export const otherPaths: Record<string, (textback: Textback) => Promise<number>> = {
  quiet: async (textback) => {
    const id = sleeping(textback, '+12025550141');
    await waitsFor(textback, id, 'the end of quiet hours');
    await setZone(textback, id, AWAKE);
    await passTime(textback.client, await workflowId(textback, id), 2 * HOUR);
    await has(textback, id, 'Textback texted');
    return id;
  },
  'quiet-and-answered': async (textback) => {
    const id = sleeping(textback, '+12025550142');
    await waitsFor(textback, id, 'the end of quiet hours');
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Good evening' });
    await ended(textback, id);
    return id;
  },
  'quiet-relay': async (textback) => {
    const id = await texting(textback, '+12025550143');
    await setZone(textback, id, 'UTC');
    await textback.db.query(
      `UPDATE conversations SET visitor_spoke_at = now() - interval '1 day' WHERE conversation_id = $1`,
      [id],
    );
    textback.sandbox.drift.say(id, { author: 'rep', body: 'good night' });
    await has(textback, id, 'night');
    textback.sandbox.twilio.text({ from: '+12025550143', body: 'question 1' });
    await texted(textback, 'good night');
    await has(textback, id, 'question 1');
    return id;
  },
  idle: async (textback) => {
    const id = await texting(textback, '+12025550144');
    await passTime(textback.client, await workflowId(textback, id), 31 * DAY);
    await ended(textback, id);
    return id;
  },
  stopped: async (textback) => {
    const id = chat(textback, {});
    await eventually('it is taken up', async () => (await textback.conversation(id)) !== null);
    await waitsFor(textback, id, 'a phone number that can be texted');
    await textback.client.workflow.getHandle(await workflowId(textback, id)).cancel();
    await ended(textback, id);
    return id;
  },
  'invalid-phone': async (textback) => {
    const id = chat(textback, { phone: 'call me maybe' });
    await ended(textback, id);
    return id;
  },
  'captured-again': async (textback) => {
    const id = chat(textback, {});
    await waitsFor(textback, id, 'a phone number that can be texted');
    textback.sandbox.drift.say(id, { author: 'visitor', body: 'text me at +1 202 555 0145' });
    await has(textback, id, 'Textback texted');
    return id;
  },
  'opted-in-again': async (textback) => {
    const id = await texting(textback, '+12025550146');
    const { twilio } = textback.sandbox;
    twilio.text({ from: '+12025550146', body: 'STOP' });
    await has(textback, id, 'STOP');
    twilio.text({ from: '+12025550146', body: 'START' });
    await has(textback, id, 'again');
    return id;
  },
  'many-parts': async (textback) => {
    const id = await texting(textback, '+12025550147');
    const story = Array.from({ length: 220 }, (_, i) => `a long story ${i}`).join(' ');
    textback.sandbox.drift.say(id, { author: 'rep', body: story });
    await eventually(
      'all of its parts',
      () =>
        textback.texts().filter(({ to, body }) => to === '+12025550147' && body.includes('story 219'))
          .length === 1,
    );
    return id;
  },
  ambiguous: async (textback) => {
    const id = chat(textback, { phone: '+12025550148' });
    const { twilio } = textback.sandbox;
    // Twilio answers nothing of use, neither to the text nor to the question what became of it.
    const fault = twilio.addFault({ route: '*', kind: '500' });
    await eventually('nobody can say what became of it', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM ledger WHERE conversation_id = $1 AND state = 'parked'`,
        [id],
      );
      return rows.length === 1;
    });
    twilio.faults.clear(fault.id);
    await has(textback, id, 'could not be found out');
    return id;
  },
  'late-answer': async (textback) => {
    const { drift } = textback.sandbox;
    // No webhook tells of the answer: Drift is asked before the text.
    drift.setSwitches({ subscribedEvents: ['new_conversation'] });
    const id = chat(textback, { phone: '+12025550150' });
    drift.say(id, { author: 'rep', body: 'Hi!' });
    await ended(textback, id);
    drift.setSwitches({ subscribedEvents: null });
    return id;
  },
};
