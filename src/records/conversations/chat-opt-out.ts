import type { Client } from '../../platform/db/pool.js';

/** What the contact of a conversation said in chats about texts no longer counts. */
export async function clearChatOptOut(client: Client, orgId: number, conversationId: number): Promise<void> {
  await client.query(
    `UPDATE conversations said SET opted_out_at = NULL FROM conversations c
     WHERE c.org_id = $1 AND c.conversation_id = $2 AND said.org_id = c.org_id AND said.opted_out_at IS NOT NULL
       AND (said.conversation_id = c.conversation_id OR said.contact_id = c.contact_id)`,
    [orgId, conversationId],
  );
}
