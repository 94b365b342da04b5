import { askFor } from '../../src/records/inbox/request-event.js';
import { eventually } from '../support/eventually.js';
import { loseWorkflow } from '../support/lose-workflow.js';
import { passTime } from '../support/pass-time.js';
import { ended, type Textback } from '../support/textback.js';
import { chat, note } from './waiting-paths.js';

const DAY = 24 * 3_600_000;
export const has = (textback: Textback, id: number, words: string) =>
  eventually(`"${words}" in Drift`, () => textback.posts(id).some(({ body }) => body.includes(words)));
export const texted = (textback: Textback, words: string) =>
  eventually(`"${words}" on the phone`, () => textback.texts().some(({ body }) => body === words));

export const texting = async (textback: Textback, phone: string, contactId?: number) => {
  const id = chat(textback, { phone }, contactId);
  await note(textback, id);
  return id;
};
const closedThread = async (textback: Textback, phone: string) => {
  const id = await texting(textback, phone);
  const { workflow_id } = (await textback.conversation(id)) ?? { workflow_id: '' };
  await passTime(textback.client, workflow_id, 31 * DAY);
  await ended(textback, id);
  return id;
};

/** Paths of the bridge: each the conversation, or the ID of the workflow that is of interest. */
export const bridgePaths: Record<string, (textback: Textback) => Promise<number | string>> = {
  'bursts-both-ways': async (textback) => {
    const { drift, twilio } = textback.sandbox;
    const id = await texting(textback, '+12025550131');
    for (const i of [1, 2, 3]) twilio.text({ from: '+12025550131', body: `question ${i}` });
    await has(textback, id, 'question 3');
    for (const i of [1, 2, 3]) drift.say(id, { author: 'rep', body: `burst ${i}` });
    await texted(textback, 'burst 3');
    return id;
  },
  'pictures-both-ways': async (textback) => {
    const { drift, twilio } = textback.sandbox;
    const id = await texting(textback, '+12025550132');
    twilio.text({ from: '+12025550132', body: 'look', media: [{ contentType: 'image/gif' }] });
    await has(textback, id, 'look');
    const data = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
    const attachments = [{ name: 'plan.png', contentType: 'image/png', data }];
    drift.say(id, { author: 'rep', body: 'our plan', attachments });
    await texted(textback, 'our plan');
    return id;
  },
  'picture-that-followed': async (textback) => {
    const { twilio } = textback.sandbox;
    const phone = '+12025550152';
    const id = await texting(textback, phone);
    const { sid } = twilio.text({ from: phone, body: 'see', media: [{ contentType: 'image/gif' }] });
    const route = `/2010-04-01/Accounts/:a/Messages/${sid}/Media/:m`;
    twilio.addFault({ method: 'GET', route, kind: '500', times: 2 });
    await has(textback, id, 'A picture follows');
    await has(textback, id, 'href=');
    return id;
  },
  help: async (textback) => {
    const id = await texting(textback, '+12025550133');
    textback.sandbox.twilio.text({ from: '+12025550133', body: 'HELP' });
    await has(textback, id, 'HELP');
    await eventually(
      'the answer',
      () => textback.texts().filter(({ to }) => to === '+12025550133').length === 2,
    );
    return id;
  },
  'opted-out-in-words': async (textback) => {
    const id = await texting(textback, '+12025550134');
    textback.sandbox.twilio.text({ from: '+12025550134', body: 'please stop texting me' });
    await has(textback, id, 'want no more texts');
    await has(textback, id, 'please stop texting me');
    return id;
  },
  'opted-out-before': async (textback) => {
    await texting(textback, '+12025550135');
    textback.sandbox.twilio.text({ from: '+12025550135', body: 'STOP' });
    await textback.sandbox.twilio.tasks.whenIdle();
    const id = chat(textback, { phone: '+12025550135' });
    await ended(textback, id);
    await has(textback, id, 'opted out');
    return id;
  },
  'took-over-a-number': async (textback) => {
    const first = await texting(textback, '+12025550136');
    const { contactId } = textback.sandbox.drift.conversation(first);
    const second = await texting(textback, '+12025550136', contactId);
    await has(textback, first, `conversation ${second}`);
    return second;
  },
  'not-delivered': async (textback) => {
    const { drift, twilio } = textback.sandbox;
    const id = await texting(textback, '+12025550137');
    twilio.setOutcome('next', { status: 'undelivered', errorCode: 30003 });
    drift.say(id, { author: 'rep', body: 'lost' });
    await has(textback, id, 'out of reach');
    return id;
  },
  reopened: async (textback) => {
    const id = await closedThread(textback, '+12025550138');
    textback.sandbox.twilio.text({ from: '+12025550138', body: 'one more question' });
    await has(textback, id, 'one more question');
    await has(textback, id, 'open again');
    return id;
  },
  'text-after-close': async (textback) => {
    const id = await texting(textback, '+12025550153');
    textback.sandbox.drift.setStatus(id, 'closed');
    await eventually('it is closed', async () => {
      const { rowCount } = await textback.db.query(
        'SELECT FROM conversations WHERE conversation_id = $1 AND chat_closed_at IS NOT NULL',
        [id],
      );
      return rowCount === 1;
    });
    textback.sandbox.twilio.text({ from: '+12025550153', body: 'something else' });
    await has(textback, id, 'something else');
    await has(textback, id, 'texted after this chat was closed');
    return id;
  },
  'chat-deleted': async (textback) => {
    const id = await texting(textback, '+12025550154');
    textback.sandbox.drift.deleteConversation(id);
    textback.sandbox.twilio.text({ from: '+12025550154', body: 'nobody reads this' });
    await ended(textback, id);
    return id;
  },
  /** Its workflow was lost while the thread was open: the next message begins it anew. */
  'thread-resumed': async (textback) => {
    const id = await texting(textback, '+12025550141');
    await loseWorkflow(textback, id);
    textback.sandbox.drift.say(id, { author: 'rep', body: 'we go on' });
    await texted(textback, 'we go on');
    return id;
  },
  /** Its workflow was lost while it waited for a number: it is started again with what our records know. */
  'wait-resumed': async (textback) => {
    const id = chat(textback, {});
    await eventually('it waits', async () => (await textback.conversation(id))?.reason === 'no_phone');
    const { workflow_id: workflowId = '' } = (await textback.conversation(id)) ?? {};
    await loseWorkflow(textback, id);
    const { orgId } = textback.sandbox.drift.orgs.first;
    const event = { kind: 'resume_asked', conversationId: id, workflowId } as const;
    await askFor(textback.db, [{ key: `resume:${workflowId}`, orgId, event }]);
    await ended(textback, id);
    return id;
  },
  'late-text': async (textback) => {
    const id = await closedThread(textback, '+12025550139');
    await textback.db.query(
      `UPDATE sessions SET closed_at = closed_at - interval '60 days' WHERE conversation_id = $1`,
      [id],
    );
    const { sid } = textback.sandbox.twilio.text({ from: '+12025550139', body: 'remember me?' });
    await has(textback, id, 'belongs to no open thread');
    return `${sid}:received`;
  },
};
