import { randomUUID } from 'node:crypto';
import { reprocessConversation } from '../../src/operate/operations/conversation.js';
import type { Asked } from '../../src/contracts/operator.js';
import { pauseSending, resumeSending } from '../../src/operate/operations/pauses.js';
import { redriveSend } from '../../src/operate/operations/sends.js';
import { textsInLedger, waitsWhilePaused } from '../operate/operations/support.js';
import { eventually } from '../support/eventually.js';
import { ended, type Textback } from '../support/textback.js';
import { has } from './bridge-paths.js';
import { chat } from './waiting-paths.js';

const MESSAGES = '/2010-04-01/Accounts/:sid/Messages.json';
const asked = (): Asked => ({ operator: { name: 'Kim', via: 'command' }, requestId: randomUUID() });

/** The workflow that an operator's last request has become, once it has ended. */
const requested = (textback: Textback, id: number, kind: string) =>
  eventually('the request is dealt with', async () => {
    const { rows } = await textback.db.query<{ workflowId: string }>(
      `SELECT event_id AS "workflowId" FROM inbox WHERE conversation_id = $1 AND kind = $2 AND outcome = 'dispatched'
       ORDER BY id DESC LIMIT 1`,
      [id, kind],
    );
    const [found] = rows;
    if (found === undefined) return null;
    const { status } = await textback.client.workflow.getHandle(found.workflowId).describe();
    return status.name === 'COMPLETED' ? found.workflowId : null;
  });

const refused = async (textback: Textback, phone: string) => {
  textback.sandbox.twilio.setOutcome(phone, { refuse: 21408 });
  const id = chat(textback, { phone });
  await ended(textback, id);
  textback.sandbox.twilio.setOutcome(phone, null);
  await reprocessConversation(textback.db, asked(), { conversationId: id, orgId: null });
  await has(textback, id, 'Textback texted');
  return id;
};

/** What operators ask for. */
export const operatorPaths: Record<string, (textback: Textback) => Promise<number | string>> = {
  'paused-and-resumed': async (textback) => {
    await pauseSending(textback.db, asked(), { orgId: null, why: 'a recording' });
    const id = chat(textback, { phone: '+12025550161' });
    await waitsWhilePaused(textback, id);
    await resumeSending(textback.db, asked(), { orgId: null, budget: null });
    await has(textback, id, 'Textback texted');
    return id;
  },
  'begun-anew': (textback) => refused(textback, '+12025550162'),
  refreshed: async (textback) =>
    requested(textback, await refused(textback, '+12025550163'), 'refresh_asked'),
  redriven: async (textback) => {
    textback.sandbox.twilio.addFault({ route: MESSAGES, method: 'POST', kind: '500' });
    const id = chat(textback, { phone: '+12025550164' });
    const parked = await eventually('it is parked', async () =>
      (await textsInLedger(textback, id)).find(({ state }) => state === 'parked'),
    );
    textback.sandbox.twilio.faults.clear();
    await redriveSend(textback.db, asked(), parked.id, 'send_again');
    return requested(textback, id, 'redrive_asked');
  },
};
