import type { Client, Pool } from '../../platform/db/pool.js';
import {
  copySend,
  leaveAsItIs,
  lockSend,
  markForRedrive,
  revive,
  type Locked,
} from '../../records/ledger/redrive.js';
import { copyAttachments } from '../../records/media/links.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

/** `look`: ask the vendor again, and park the send again if the vendor does not know it. `leave`: keep it unclear, off the list. */
export type Redrive = 'look' | 'send_again' | 'leave';

/**
 * Settles a send. Textback asks the vendor about an unclear send before it repeats anything. A text that Twilio accepted but
 * could not deliver is sent again, once, as a new send; the old send keeps its final state. A visitor's words that Drift refused are
 * posted again at once, since Drift certainly does not have them.
 * @throws OperationRefused not_found; conflict if the send's state does not allow it
 */
export async function redriveSend(pool: Pool, asked: Asked, ledgerId: string, how: Redrive): Promise<Done> {
  const intent = { operation: 'redrive_send', target: `send ${ledgerId} (${how})` } as const;
  return operate(pool, asked, intent, async (client) => {
    const send = await lock(client, ledgerId);
    const { orgId, conversationId, medium, purpose, state, isUnclear, isRefusedWords } = send;
    const about = { orgId, conversationId };
    if (how === 'leave') {
      if (!isUnclear && !isRefusedWords)
        throw new OperationRefused('conflict', `this send is ${state}: its outcome is known`);
      await leaveAsItIs(client, ledgerId);
      return { ...about, result: 'left' };
    }
    const isUndelivered = medium === 'sms' && (state === 'failed' || state === 'undelivered');
    if (isUnclear) await markForRedrive(client, ledgerId, how);
    else if (isRefusedWords && how === 'send_again') await revive(client, ledgerId);
    else if (!isUndelivered || how !== 'send_again')
      throw new OperationRefused('conflict', `this send is ${state}: there is nothing to ${words[how]}`);
    const event = {
      kind: 'redrive_asked',
      conversationId,
      ledgerId: isUndelivered ? await copy(client, ledgerId) : ledgerId,
      medium,
      purpose,
      how: isUnclear ? how : 'first',
    } as const;
    await askFor(client, [{ key: wishKey(asked), orgId, event }]);
    return { ...about, result: how === 'look' ? 'look_started' : 'send_started' };
  });
}

const words = { look: 'look for', send_again: 'send again' } as const;

async function lock(client: Client, ledgerId: string): Promise<Locked> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(ledgerId))
    throw new OperationRefused('bad_request', 'a send ID should be a UUID, its ID in the ledger');
  const send = await lockSend(client, ledgerId);
  if (send === null) throw new OperationRefused('not_found', `there is no send ${ledgerId}`);
  return send;
}

/** Copies the text for the same visitor into the conversation's current thread; a text is copied at most once. */
async function copy(client: Client, ledgerId: string): Promise<string> {
  const copied = await copySend(client, ledgerId);
  if (copied === null)
    throw new OperationRefused(
      'conflict',
      'it was already sent again, or the conversation has no open thread',
    );
  await copyAttachments(client, ledgerId, copied);
  return copied;
}
