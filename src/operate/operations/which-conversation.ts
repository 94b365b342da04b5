import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';
import { AmbiguousOrg, orgOfConversation } from '../../records/conversations/every-org.js';
import { OperationRefused } from './operator.js';

/** A conversation by Drift's ID. `orgId` null: that of the only org that has it. */
export interface Which {
  readonly conversationId: number;
  readonly orgId: number | null;
}

/**
 * The conversation that is meant; null if no org is named and none has it.
 * @throws OperationRefused ambiguous_org
 */
export async function findConversation(
  db: Queryable,
  { conversationId, orgId }: Which,
): Promise<ConversationRef | null> {
  if (orgId !== null) return { orgId, conversationId };
  try {
    const only = await orgOfConversation(db, conversationId);
    return only === null ? null : { orgId: only, conversationId };
  } catch (error) {
    if (error instanceof AmbiguousOrg) throw new OperationRefused('ambiguous_org', error.message);
    throw error;
  }
}

/** @throws OperationRefused ambiguous_org, not_found */
export async function theConversation(db: Queryable, which: Which): Promise<ConversationRef> {
  const found = await findConversation(db, which);
  if (found === null) throw unknownConversation(which);
  return found;
}

export const unknownConversation = ({ conversationId }: Pick<Which, 'conversationId'>): OperationRefused =>
  new OperationRefused('not_found', `Textback does not know conversation ${conversationId}`);
