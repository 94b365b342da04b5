import type { ConversationRef, PhoneStatus } from '../../../contracts/activity-results.js';
import type { Reason } from '../../../contracts/reasons.js';
import { isContactSilent } from '../../../records/consent/chat-opt-out.js';
import { latestConsent } from '../../../records/consent/consents.js';
import type { PhoneProof, VisitorTexts } from '../../../records/conversations/visitor-texts.js';
import type { Queryable } from '../../../platform/db/pool.js';

/** What our records say of a conversation. No name, no words. */
export interface ConversationRecord {
  readonly orgId: number;
  readonly conversationId: number;
  readonly contactId: number | null;
  readonly workflowId: string;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly state: 'waiting' | 'bridging' | 'done';
  readonly reason: Reason | null;
  readonly phone: string | null;
  readonly phoneStatus: PhoneStatus;
  readonly timeZone: string | null;
  readonly quietUntil: Date | null;
  /** When the first text's turn on a number comes, where one is booked. */
  readonly sendAfter: Date | null;
  readonly reopened: boolean;
  readonly optedOut: boolean;
  readonly visitorTexts: VisitorTexts;
  readonly phoneProvedBy: PhoneProof | null;
  /** When Drift was found not to know the conversation any more. */
  readonly chatGoneAt: Date | null;
  /** The other chat of the same visitor that has taken over its number; null while it has a thread of its own, or if none has. */
  readonly takenOverBy: number | null;
}

/** Null where Textback has not taken up this conversation of the org. */
export async function findRecord(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<ConversationRecord | null> {
  const { rows } = await db.query<ConversationRecord>(
    `SELECT c.org_id AS "orgId", c.conversation_id AS "conversationId", c.contact_id AS "contactId",
            c.workflow_id AS "workflowId", c.opened_at AS "openedAt", c.due_at AS "dueAt", c.ended_at AS "endedAt", c.state,
            c.reason, c.phone, c.phone_status AS "phoneStatus", c.time_zone AS "timeZone", c.quiet_until AS "quietUntil",
            c.send_after AS "sendAfter", c.reopened, c.visitor_texts AS "visitorTexts", c.proved_by AS "phoneProvedBy",
            c.chat_gone_at AS "chatGoneAt",
            (SELECT CASE WHEN s.closed_at IS NOT NULL THEN t.conversation_id END
             FROM sessions s LEFT JOIN sessions t ON t.id = s.taken_over_by
             WHERE s.org_id = c.org_id AND s.conversation_id = c.conversation_id
             ORDER BY s.closed_at DESC NULLS FIRST, s.id DESC LIMIT 1) AS "takenOverBy",
            coalesce((${latestConsent('c.org_id', 'c.phone')}) = 'opted_out', false) OR ${isContactSilent('c', 'c.phone')} AS "optedOut"
     FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}
