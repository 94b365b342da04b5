import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { loseWorkflow } from '../../support/lose-workflow.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import { ask } from '../../operate/operations/support.js';
import { TEST_NAMESPACE } from '../../support/temporal.js';
import { bridgeOf } from './support.js';

const [A, B] = ['+12025550123', '+12025550124'] as const;

describe('a thread outlives its workflow', () => {
  let textback: Textback;
  beforeAll(async () => {
    textback = await startTextback({ environment: { TWILIO_FROM_NUMBERS: `${A},${B}` } });
  });
  afterAll(() => textback.close());

  const { bodiesTo, posts, open } = bridgeOf(() => textback);
  const has = (id: number, words: string) =>
    eventually(`"${words}" in Drift`, () => posts(id, words).length > 0);
  const terminate = async (id: number) => {
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    await textback.client.workflow.getHandle(workflow_id).terminate('in a test');
  };

  test('a workflow that was terminated is followed by another one when the visitor texts, and nothing is lost', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550171';
    const id = await open(phone);
    await terminate(id);
    twilio.text({ from: phone, body: 'still there?' });
    await has(id, 'still there?');
    drift.say(id, { author: 'rep', body: 'yes' });
    await eventually('the answer', () => bodiesTo(phone).includes('yes'));
    expect(bodiesTo(phone)).toHaveLength(2);
  });

  test('the same when the rep writes', async () => {
    const phone = '+12025550172';
    const id = await open(phone);
    await terminate(id);
    textback.sandbox.drift.say(id, { author: 'rep', body: 'are you there?' });
    await eventually('the text', () => bodiesTo(phone).includes('are you there?'));
  });

  test('a thread left open on a conversation that is done is closed, and the text opens it again', async () => {
    const phone = '+12025550174';
    const id = await open(phone);
    await terminate(id);
    await textback.db.query(
      `UPDATE conversations SET state = 'done', ended_at = now() WHERE conversation_id = $1`,
      [id],
    );
    textback.sandbox.twilio.text({ from: phone, body: 'is anybody there?' });
    await has(id, 'is anybody there?');
    const { rows } = await textback.db.query(
      'SELECT closed_at IS NULL AS open FROM sessions WHERE conversation_id = $1 ORDER BY id',
      [id],
    );
    expect(rows).toEqual([{ open: false }, { open: true }]);
  });

  test("a visitor's text that is given up after a week is on the operator's list, and can be posted then", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550175';
    const id = await open(phone);
    drift.addFault({ route: `/conversations/${id}/messages`, method: 'POST', kind: '429' });
    twilio.text({ from: phone, body: 'a week too early' });
    const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
    const activity = await eventually('it is being posted', async () => {
      const { pendingActivities } = (await textback.client.workflow.getHandle(workflow_id).describe()).raw;
      return pendingActivities?.find(({ activityType }) => activityType?.name === 'relayToDrift') ?? null;
    });
    // Temporal keeps it for a week; here the week is over at once.
    await textback.client.workflowService.updateActivityOptions({
      namespace: TEST_NAMESPACE,
      execution: { workflowId: workflow_id },
      id: activity.activityId ?? '',
      activityOptions: { scheduleToCloseTimeout: msToTs(1_000) },
      updateMask: { paths: ['schedule_to_close_timeout'] },
    });
    const parked = await eventually('it is listed', async () => {
      const { rows } = await textback.db.query<{ id: string }>(
        `SELECT id FROM ledger WHERE conversation_id = $1 AND purpose = 'relay' AND state = 'parked'`,
        [id],
      );
      return rows[0] ?? null;
    });
    drift.faults.clear();
    expect(await ask(textback, `sends/${parked.id}/redrive`, { how: 'send_again' })).toMatchObject({
      status: 200,
    });
    await has(id, 'a week too early');
  }, 60_000);

  const workflowOf = async (id: number) =>
    textback.client.workflow.getHandle((await textback.conversation(id))?.workflow_id ?? '');
  const lose = (id: number) => loseWorkflow(textback, id);

  test("a rep's message into an open thread that Temporal has lost is texted, and the thread goes on", async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550184';
    const id = await open(phone);
    await lose(id);
    drift.say(id, { author: 'rep', body: 'one moment' });
    await eventually('the text', () => bodiesTo(phone).includes('one moment'));
    twilio.text({ from: phone, body: 'thanks' });
    await has(id, 'thanks');
    expect(bodiesTo(phone)).toHaveLength(2);
    expect(posts(id, 'again')).toEqual([]); // nobody has closed the thread
    expect(await textback.conversation(id)).toMatchObject({ state: 'bridging', reason: null });
  });

  test('open conversations without a workflow are found and started again, and each gets what it waits for, once', async () => {
    const { drift, twilio } = textback.sandbox;
    const chat = (phone?: string) =>
      drift.startConversation({
        contact: { name: 'Ana', ...(phone === undefined ? {} : { phone }) },
        body: 'Hi',
      }).conversation.id;
    const isSo = (id: number, row: object) =>
      eventually('its row says so', async () => {
        expect(await textback.conversation(id)).toMatchObject(row);
        return true;
      });
    const held = '+12025550185';
    const open1 = await open(held);
    const noPhone = chat();
    const terminated = chat();
    for (const id of [noPhone, terminated]) await isSo(id, { state: 'waiting', reason: 'no_phone' });
    await terminate(terminated);
    twilio.addFault({
      route: '/2010-04-01/Accounts/:sid/Messages.json',
      method: 'POST',
      kind: '429',
      times: 1_000,
    });
    drift.say(open1, { author: 'rep', body: 'under way' });
    await eventually('it is under way', async () => {
      const { rows } = await textback.db.query(
        `SELECT FROM ledger WHERE body = 'under way' AND state = 'intended'`,
      );
      return rows.length === 1;
    });
    const [texted, due, late] = ['+12025550186', '+12025550187', '+12025550189'];
    const isTexted = chat(texted);
    await isSo(isTexted, { state: 'bridging' }); // its text is under way
    await textback.db.query(`INSERT INTO pauses (org_id, why, paused_by) VALUES (0, 'a test', 'a test')`);
    const [isDue, isLate] = [chat(due), chat(late)];
    for (const id of [isDue, isLate]) await isSo(id, { state: 'waiting', phone_status: 'usable' });
    for (const id of [open1, noPhone, isTexted, isDue, isLate]) await lose(id);
    await textback.stopWorkers();
    await textback.db.query('DELETE FROM pauses');
    twilio.faults.clear();
    await textback.db.query(`UPDATE conversations SET created_at = created_at - interval '2 minutes'`);
    await textback.db.query(
      `UPDATE conversations SET opened_at = opened_at - $2::interval, due_at = due_at - $2::interval, visitor_spoke_at = opened_at - $2::interval
       WHERE conversation_id = $1`,
      [isLate, '3 hours'],
    );
    await textback.addWorker();

    await eventually('what was under way arrives', () => bodiesTo(held).includes('under way'));
    await isSo(terminated, { state: 'done', reason: 'stopped' });
    const waits = await workflowOf(noPhone);
    await eventually('the wait goes on', async () => (await waits.describe()).status.name === 'RUNNING');
    expect(await textback.conversation(noPhone)).toMatchObject({ state: 'waiting', reason: 'no_phone' });
    drift.say(noPhone, { author: 'visitor', body: 'My number is +1 202 555 0188' });
    await eventually('a late number gets its text', () => bodiesTo('+12025550188').length === 1);
    await eventually('the texts that were due', () => [texted, due].every((to) => bodiesTo(to).length === 1));
    await isSo(isLate, { state: 'done', reason: 'too_late' });
    drift.say(isTexted, { author: 'rep', body: 'hello again' });
    await eventually('the thread is open', () => bodiesTo(texted).includes('hello again'));
    expect([held, texted, due, late].map((phone) => bodiesTo(phone).length)).toEqual([2, 2, 1, 0]);
  });

  test('cancelling what puts a late text into a conversation does not end that conversation', async () => {
    const { drift, twilio } = textback.sandbox;
    const phone = '+12025550173';
    const id = await open(phone);
    drift.addFault({ route: '/conversations/:id/messages', method: 'POST', kind: '429' });
    const from = textback.texts().find(({ to }) => to === phone)?.from;
    const { sid } = twilio.text({ from: phone, to: from === A ? B : A, body: 'to the wrong number' });
    const handle = textback.client.workflow.getHandle(`${sid}:received`);
    await eventually(
      'it hangs',
      async () => ((await handle.describe()).raw.pendingActivities ?? []).length > 0,
    );
    await handle.cancel();
    await eventually('it has ended', async () => (await handle.describe()).status.name !== 'RUNNING');
    drift.faults.clear();
    expect(await textback.conversation(id)).toMatchObject({ state: 'bridging', reason: null });
    drift.say(id, { author: 'rep', body: 'we go on' });
    await eventually('the text', () => bodiesTo(phone).includes('we go on'));
  });
});
