import type { Queryable } from '../../platform/db/pool.js';

/** A conversation that should have a running workflow. */
export interface OpenConversation {
  readonly orgId: number;
  readonly conversationId: number;
  readonly workflowId: string;
}

/**
 * Open conversations by workflow ID, from behind `after` on. Without those that began a moment ago, and those whose workflow is about to be
 * started again: their events are still to be handed over.
 */
export async function listOpen(db: Queryable, after: string, limit: number): Promise<OpenConversation[]> {
  const { rows } = await db.query<OpenConversation>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", workflow_id AS "workflowId" FROM conversations c
     WHERE state IN ('waiting', 'bridging') AND workflow_id > $1 AND created_at < clock_timestamp() - interval '10 seconds'
       AND NOT EXISTS (SELECT FROM inbox i WHERE i.outcome IS NULL AND i.org_id = c.org_id AND i.conversation_id = c.conversation_id)
     ORDER BY workflow_id LIMIT $2`,
    [after, limit],
  );
  return rows;
}

/** So many open chats of one contact or phone are told of what concerns them all; a person has a few. */
const MOST_TOLD = 50;

/** The open conversations of the contact or the phone of this one, itself included. */
export async function openChatsOf(db: Queryable, orgId: number, conversationId: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT o.conversation_id AS id FROM conversations c JOIN conversations o ON o.org_id = c.org_id AND o.state <> 'done'
       AND (o.conversation_id = c.conversation_id OR o.contact_id = c.contact_id OR phone_key(o.phone) = phone_key(c.phone))
     WHERE c.org_id = $1 AND c.conversation_id = $2 ORDER BY o.opened_at DESC LIMIT $3`,
    [orgId, conversationId, MOST_TOLD],
  );
  return rows.map(({ id }) => id);
}
