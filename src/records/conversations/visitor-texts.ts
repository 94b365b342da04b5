import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';

/** How a visitor's texts are posted: as private notes until the phone is proved, or as chat messages. */
export type VisitorTexts = 'note' | 'chat';

/** What proved that a phone is the contact's. Nothing that a browser can write is among these. */
export type PhoneProof = 'operator' | 'signed_identity';

/** As a conversation has it. */
export interface TextsShown {
  readonly visitorTexts: VisitorTexts;
  /** Key of the number that is proved; null while none is. */
  readonly provedPhone: string | null;
}

/** As what a text from this number is posted. Pure. */
export const postedAs = ({ visitorTexts, provedPhone }: TextsShown, wroteFrom: string): VisitorTexts =>
  visitorTexts === 'chat' || provedPhone === phoneKey(wroteFrom) ? 'chat' : 'note';

/** From now on, what the phone writes is for the reps alone, unless the phone is proved. */
export async function hideTexts(db: Queryable, { orgId, conversationId }: ConversationRef): Promise<void> {
  await db.query(
    `UPDATE conversations SET visitor_texts = 'note' WHERE org_id = $1 AND conversation_id = $2 AND visitor_texts <> 'note'`,
    [orgId, conversationId],
  );
}

/**
 * An operator knows that the phone is the contact's: the one that the conversation has a thread with, else the one that it would
 * text. `unknown`: no such conversation. `no_phone`: it has neither.
 */
export async function confirmPhone(
  client: Client,
  { orgId, conversationId }: ConversationRef,
): Promise<'confirmed' | 'as_before' | 'no_phone' | 'unknown'> {
  const { rows } = await client.query<{ proved: string | null; phone: string | null }>(
    `SELECT c.proved_phone AS proved, phone_key(coalesce(
       (SELECT s.visitor_number FROM sessions s WHERE s.org_id = c.org_id AND s.conversation_id = c.conversation_id
        ORDER BY s.closed_at DESC NULLS FIRST, s.id DESC LIMIT 1), c.phone)) AS phone
     FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2 FOR UPDATE`,
    [orgId, conversationId],
  );
  const [found] = rows;
  if (found === undefined) return 'unknown';
  const { proved, phone } = found;
  if (phone === null) return 'no_phone';
  if (proved === phone) return 'as_before';
  await client.query(
    `UPDATE conversations SET proved_phone = $3, proved_by = 'operator', proved_at = clock_timestamp()
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, phone],
  );
  return 'confirmed';
}

/** Takes a proof back, whoever gave it. What was posted stays where it is. */
export async function unconfirmPhone(
  client: Client,
  { orgId, conversationId }: ConversationRef,
): Promise<'unconfirmed' | 'as_before' | 'unknown'> {
  const { rows } = await client.query<{ proved: string | null }>(
    `SELECT proved_phone AS proved FROM conversations WHERE org_id = $1 AND conversation_id = $2 FOR UPDATE`,
    [orgId, conversationId],
  );
  const [found] = rows;
  if (found === undefined) return 'unknown';
  if (found.proved === null) return 'as_before';
  await client.query(
    `UPDATE conversations SET proved_phone = NULL, proved_by = NULL, proved_at = NULL WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId],
  );
  return 'unconfirmed';
}

/**
 * The site signs who its visitors are, and the contact had this number when the chat opened: at the first look, which came within a
 * minute of the opening and before any event that gave or changed a number. Anything later may come from the browser.
 */
export async function proveBySignedIdentity(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  e164: string,
): Promise<void> {
  await db.query(
    `UPDATE conversations c SET proved_phone = phone_key($3), proved_by = 'signed_identity', proved_at = clock_timestamp()
     WHERE org_id = $1 AND conversation_id = $2 AND phone_status = 'unknown' AND proved_phone IS NULL
       AND opened_at > clock_timestamp() - interval '1 minute'
       AND NOT EXISTS (SELECT FROM inbox i WHERE i.org_id = c.org_id AND i.received_at >= c.opened_at
             AND i.kind IN ('phone_captured', 'contact_updated')
             AND (i.conversation_id = c.conversation_id OR i.event ->> 'contactId' = c.contact_id::text))`,
    [orgId, conversationId, e164],
  );
}
