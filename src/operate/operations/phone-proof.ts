import type { Pool } from '../../platform/db/pool.js';
import * as records from '../../records/conversations/visitor-texts.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';
import { theConversation, unknownConversation, type Which } from './which-conversation.js';

/**
 * An operator knows, from outside the chat, that the phone is the visitor's: from now on the web chat shows what it texts. Holds for
 * this conversation and this phone, in every spelling.
 * @throws OperationRefused not_found, ambiguous_org; conflict if the conversation has no number
 */
export async function confirmPhone(pool: Pool, asked: Asked, which: Which): Promise<Done> {
  const { conversationId } = which;
  const intent = {
    operation: 'confirm_phone',
    target: `conversation ${conversationId}`,
    orgId: which.orgId,
  } as const;
  return operate(pool, asked, intent, async (client) => {
    const conversation = await theConversation(client, which);
    const { orgId } = conversation;
    const result = await records.confirmPhone(client, conversation);
    if (result === 'unknown') throw unknownConversation(which);
    if (result === 'no_phone')
      throw new OperationRefused('conflict', 'this conversation has no number that can be texted');
    return {
      orgId,
      conversationId,
      result: result === 'confirmed' ? 'phone_confirmed' : 'already_confirmed',
    };
  });
}

/**
 * Takes the proof back, also that by a signed identity. What the web chat shows already stays there.
 * @throws OperationRefused not_found, ambiguous_org
 */
export async function unconfirmPhone(pool: Pool, asked: Asked, which: Which): Promise<Done> {
  const { conversationId } = which;
  const intent = {
    operation: 'unconfirm_phone',
    target: `conversation ${conversationId}`,
    orgId: which.orgId,
  } as const;
  return operate(pool, asked, intent, async (client) => {
    const conversation = await theConversation(client, which);
    const { orgId } = conversation;
    const result = await records.unconfirmPhone(client, conversation);
    if (result === 'unknown') throw unknownConversation(which);
    return {
      orgId,
      conversationId,
      result: result === 'unconfirmed' ? 'phone_unconfirmed' : 'not_confirmed',
    };
  });
}
