import { isContactSilent } from '../consent/chat-opt-out.js';
import { latestConsent } from '../consent/consents.js';
import type { ConversationRef } from '../../contracts/activity-results.js';
import type { PhoneProof, VisitorTexts } from './visitor-texts.js';
import type { Queryable } from '../../platform/db/pool.js';

/** Overview of a conversation for people, without phone numbers and bodies. */
export interface ConversationOverview {
  readonly orgId: number;
  readonly conversationId: number;
  readonly workflowId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly phoneStatus: string;
  readonly openedAt: Date;
  readonly dueAt: Date;
  /** End of the quiet hours that delay the follow-up; null if the last check found no delay. */
  readonly quietUntil: Date | null;
  /** Whether the visitor has opted out of texts. */
  readonly optedOut: boolean;
  readonly visitorTexts: VisitorTexts;
  readonly phoneProvedBy: PhoneProof | null;
  readonly texts: readonly {
    readonly id: string;
    readonly purpose: string;
    /** Drift's ID of the chat message that this text relays. */
    readonly messageId: string | null;
    readonly state: string;
    readonly sid: string | null;
    readonly errorCode: string | null;
    /** ISO 8601 with its offset, as PostgreSQL writes it. */
    readonly at: string;
  }[];
}

const overview = `
  SELECT c.org_id AS "orgId", c.conversation_id AS "conversationId", c.workflow_id AS "workflowId", c.state, c.reason,
         c.phone_status AS "phoneStatus", c.opened_at AS "openedAt", c.due_at AS "dueAt",
         CASE WHEN c.state = 'waiting' AND c.quiet_until > now() THEN c.quiet_until END AS "quietUntil",
         coalesce((${latestConsent('c.org_id', 'c.phone')}) = 'opted_out', false) OR ${isContactSilent('c', 'c.phone')} AS "optedOut",
         c.visitor_texts AS "visitorTexts", c.proved_by AS "phoneProvedBy",
         coalesce((SELECT json_agg(json_build_object('id', l.id, 'purpose', l.purpose,
                     'messageId', substring(l.cause FROM '^(?:relay|files):([^:]+)'), 'state', l.state,
                     'sid', l.vendor_id, 'errorCode', l.error_code, 'at', l.created_at) ORDER BY l.created_at)
                   FROM ledger l WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id
                     AND l.medium = 'sms'), '[]') AS texts
  FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2`;

/** Null if Textback never handled this conversation of the org. */
export async function describeConversation(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<ConversationOverview | null> {
  const { rows } = await db.query<ConversationOverview>(overview, [orgId, conversationId]);
  return rows[0] ?? null;
}
