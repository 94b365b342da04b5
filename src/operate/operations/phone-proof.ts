import type { Pool } from '../../platform/db/pool.js';
import * as records from '../../records/conversations/visitor-texts.js';
import { operate } from './audit.js';
import type { Asked } from '../../contracts/operator.js';
import { OperationRefused, type Done } from './operator.js';

const unknown = (conversationId: number) =>
  new OperationRefused('not_found', `Textback does not know conversation ${conversationId}`);

/**
 * An operator knows, from outside the chat, that the phone is the visitor's: from now on the web chat shows what it texts. Holds for
 * this conversation and this phone, in every spelling.
 * @throws OperationRefused not_found; conflict if the conversation has no number
 */
export async function confirmPhone(pool: Pool, asked: Asked, conversationId: number): Promise<Done> {
  const intent = { operation: 'confirm_phone', target: `conversation ${conversationId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const found = await records.confirmPhone(client, conversationId);
    if (found === 'unknown') throw unknown(conversationId);
    const { orgId, result } = found;
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
 * @throws OperationRefused not_found
 */
export async function unconfirmPhone(pool: Pool, asked: Asked, conversationId: number): Promise<Done> {
  const intent = { operation: 'unconfirm_phone', target: `conversation ${conversationId}` } as const;
  return operate(pool, asked, intent, async (client) => {
    const found = await records.unconfirmPhone(client, conversationId);
    if (found === 'unknown') throw unknown(conversationId);
    const { orgId, result } = found;
    return {
      orgId,
      conversationId,
      result: result === 'unconfirmed' ? 'phone_unconfirmed' : 'not_confirmed',
    };
  });
}
