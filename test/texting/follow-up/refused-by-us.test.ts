import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxCredentials } from '../../../src/platform/config/sandbox-credentials.js';
import { inTransaction } from '../../../src/platform/db/pool.js';
import { askFor } from '../../../src/records/inbox/request-event.js';
import { noteDead } from '../../../src/records/dead-numbers/dead-numbers.js';
import { eventually } from '../../support/eventually.js';
import { passTime } from '../../support/pass-time.js';
import { ended, startTextback, type Textback } from '../../support/textback.js';
import { bridgeOf } from '../relay/support.js';

const HOUR = 3_600_000;
let last = 700;
const phone = () => `+1202555${String((last += 1)).padStart(4, '0')}`;

describe('a number that we refuse ourselves', () => {
  let textback: Textback;
  let ours: string;
  beforeAll(async () => {
    textback = await startTextback();
    ours = textback.config.sms.fromNumbers[0] as string;
  });
  afterAll(() => textback.close());

  const { textsTo, posts, start } = bridgeOf(() => textback);
  const refusals = (id: number) => posts(id, 'did not text the visitor');
  const waits = (id: number, reason: string) =>
    eventually(`it waits with ${reason}`, async () => {
      const row = await textback.conversation(id);
      return row?.state === 'waiting' && row.reason === reason ? row : null;
    });
  const isSettled = () =>
    eventually('all events are settled', async () => {
      await textback.sandbox.drift.whenIdle();
      return (await textback.db.query('SELECT FROM inbox WHERE outcome IS NULL')).rowCount === 0;
    });
  /** How many activities of a type the conversation's workflow has asked for. */
  const calls = async (id: number, type: string) => {
    const row = await textback.conversation(id);
    const { events } = await textback.client.workflow.getHandle(row?.workflow_id ?? '').fetchHistory();
    return (events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
    ).length;
  };
  const contactOf = (id: number) => textback.sandbox.drift.conversation(id).contactId;
  const isDead = (number: string) =>
    noteDead(textback.db, { orgId: sandboxCredentials.drift.orgId, phone: number, at: new Date() }, '30006');
  /** The contact is changed in something of which the event does not say what: the number that stands on it is looked at again. */
  const changed = (id: number, at = Date.now()) => {
    const { orgId, contactId } = textback.sandbox.drift.conversation(id);
    const data = { endUserId: contactId, timestamp: at, diff: [{ name: 'attributes.phone' }] };
    textback.sandbox.drift.sendRaw({ orgId, type: 'contact_updated', data });
  };
  const wake = (id: number, times: number) =>
    inTransaction(textback.db, (client) =>
      askFor(
        client,
        Array.from({ length: times }, (_, i) => ({
          key: `budget:${id}:${i}`,
          orgId: textback.sandbox.drift.conversation(id).orgId,
          event: { kind: 'look_asked', conversationId: id },
        })),
      ),
    );

  test.each(['our own', 'a dead one'])(
    'stands on the contact, %s: whatever wakes the chat, it is refused once; the next number is texted',
    async (which) => {
      const refused = which === 'our own' ? ours : phone();
      if (which !== 'our own') await isDead(refused);
      const id = start(refused);
      await waits(id, which === 'our own' ? 'invalid_phone' : 'not_textable');
      await eventually('the note', () => refusals(id).length === 1);
      for (let i = 0; i < 4; i += 1) changed(id, Date.now() + i);
      await wake(id, 4);
      textback.sandbox.drift.updateContact(contactOf(id), { phone: refused });
      await isSettled();
      await waits(id, which === 'our own' ? 'invalid_phone' : 'not_textable');
      expect(await calls(id, 'turnOfFollowUp')).toBe(1);
      // One look after the refusal, and at most two for each of the four changes.
      expect(await calls(id, 'lookUpContact')).toBeLessThanOrEqual(10);
      expect(refusals(id)).toHaveLength(1);
      const next = phone();
      textback.sandbox.drift.say(id, { author: 'visitor', body: `my number is ${next}` });
      await eventually('the text', () => textsTo(next).length === 1);
      await eventually('it goes on', async () => {
        const row = await textback.conversation(id);
        return row?.state === 'bridging' && row.reason === null;
      });
    },
  );

  test('one that was refused before still stands on the contact while a newer one is refused: neither is tried again', async () => {
    const [first, second] = [phone(), phone()];
    await isDead(first);
    await isDead(second);
    const id = start(first);
    await waits(id, 'not_textable');
    textback.sandbox.drift.say(id, { author: 'visitor', body: `my number is ${second}` });
    await eventually('the second note', () => refusals(id).length === 2);
    for (let i = 0; i < 3; i += 1) changed(id, Date.now() + i);
    await wake(id, 3);
    await isSettled();
    await waits(id, 'not_textable');
    expect((await calls(id, 'turnOfFollowUp')) + (await calls(id, 'sendFollowUp'))).toBe(2);
    expect(refusals(id)).toHaveLength(2);
  });

  test('no other number comes: the wait ends with the reason why this one was refused', async () => {
    const id = start(ours);
    const { workflow_id } = await waits(id, 'invalid_phone');
    changed(id);
    await isSettled();
    await passTime(textback.client, workflow_id, 25 * HOUR);
    expect(await ended(textback, id)).toMatchObject({ state: 'done', reason: 'invalid_phone' });
  });

  test('five refused numbers are enough', async () => {
    const id = start(ours);
    await waits(id, 'invalid_phone');
    for (let i = 2; i <= 5; i += 1) {
      const dead = phone();
      await isDead(dead);
      textback.sandbox.drift.say(id, { author: 'visitor', body: `my number is ${dead}` });
      if (i < 5) await eventually('the note', () => refusals(id).length === i);
    }
    expect(await ended(textback, id)).toMatchObject({ reason: 'not_textable' });
    await eventually('a note for each', () => refusals(id).length === 5);
    // Each was decided on once: before the look at the chat, or after it if it came meanwhile.
    expect((await calls(id, 'turnOfFollowUp')) + (await calls(id, 'sendFollowUp'))).toBe(5);
  });
});
