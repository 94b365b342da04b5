import type { Queryable } from '../../platform/db/pool.js';

/**
 * SQL: whether the contact of a conversation has asked in a chat not to be texted, and the phone has not texted START since. It holds for the
 * chats of that contact, whatever number they name, and for nobody else: what a visitor types proves nothing about whose a phone is. `c` is
 * the conversation's row, `phone` is SQL too.
 */
export const isContactSilent = (c: string, phone: string): string =>
  `EXISTS (SELECT FROM conversations said
     WHERE said.org_id = ${c}.org_id AND said.opted_out_at IS NOT NULL
       AND (said.conversation_id = ${c}.conversation_id OR said.contact_id = ${c}.contact_id)
       AND said.opted_out_at > coalesce(
         (SELECT max(k.at) FROM consents k WHERE k.org_id = ${c}.org_id AND k.status = 'opted_in'
            AND phone_key(k.phone) = phone_key(${phone})), '-infinity'))`;

/** Whether the contact of this conversation has asked in a chat not to be texted. */
export async function hasContactOptedOut(
  db: Queryable,
  { orgId, conversationId }: { readonly orgId: number; readonly conversationId: number },
  phone: string,
): Promise<boolean> {
  const { rows } = await db.query<{ silent: boolean }>(
    `SELECT ${isContactSilent('c', '$3')} AS silent FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2`,
    [orgId, conversationId, phone],
  );
  return rows[0]?.silent === true;
}
