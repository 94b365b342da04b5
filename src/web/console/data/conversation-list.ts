import type { Reason } from '../../../contracts/reasons.js';
import { inOrgs, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { everyOrg } from '../../../records/conversations/every-org.js';

export type ConversationState = 'waiting' | 'bridging' | 'done';

/** A row of the list. The number is masked before it is shown. */
export interface ListedConversation {
  readonly orgId: number;
  readonly conversationId: number;
  readonly contactId: number | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly state: ConversationState;
  readonly reason: Reason | null;
  readonly phone: string | null;
  readonly phoneStatus: string;
  /** How the follow-up stands in the ledger; null where none was written down. */
  readonly followUp: string | null;
  readonly followUpCode: string | null;
  /** Where the list goes on after this row: it belongs into `ListAsked.before`. */
  readonly cursor: string;
}

/** At most one of `contact` and `phone`. */
export interface ListAsked {
  readonly state: ConversationState | null;
  readonly reason: Reason | null;
  readonly contact: number | null;
  /** Hexadecimal digest of a number, as `digestOf` makes it. */
  readonly phone: string | null;
  /** A row's cursor: what comes after it. */
  readonly before: string | null;
  readonly orgs: Orgs;
  readonly limit: number;
}

/** Whether a text is a cursor: the opening in microseconds since the epoch, and the conversation's ID. */
export const isCursor = (text: string): boolean => /^\d{1,17}-\d{1,15}$/.test(text);

/**
 * Conversations, newest first. Each filter has an index that is in this order, and a page starts where the last one ended, so
 * it takes the same time on every page of any number of conversations.
 */
export async function listConversations(db: Queryable, asked: ListAsked): Promise<ListedConversation[]> {
  const { sql, values } = listQuery(asked);
  const { rows } = await db.query<ListedConversation>(sql, values);
  return rows;
}

/** The statement behind `listConversations`, so that its plan can be looked at. */
export function listQuery({ state, reason, contact, phone, before, orgs, limit }: ListAsked): {
  readonly sql: string;
  readonly values: unknown[];
} {
  const values: unknown[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  const filters: string[] = [];
  if (state !== null) filters.push(`c.state = ${value(state)}`);
  if (reason !== null) filters.push(`c.reason = ${value(reason)}`);
  if (contact !== null)
    filters.push(`c.org_id IN (SELECT org_id FROM orgs) AND c.contact_id = ${value(contact)}`);
  if (phone !== null) filters.push(`c.phone_digest = decode(${value(phone)}, 'hex')`);
  if (orgs !== null) filters.push(`c.org_id = ANY(${value(orgs)}::bigint[])`);
  if (before !== null) {
    const [micros, id] = before.split('-');
    filters.push(
      `(c.opened_at, c.conversation_id) < (timestamptz 'epoch' + ${value(micros)}::bigint * interval '1 microsecond', ${value(id)}::bigint)`,
    );
  }
  const where = filters.length === 0 ? '' : `WHERE ${filters.join(' AND ')}`;
  const sql = `
    ${contact === null ? '' : everyOrg}
    SELECT c.org_id AS "orgId", c.conversation_id AS "conversationId", c.contact_id AS "contactId",
           c.opened_at AS "openedAt", c.due_at AS "dueAt", c.state, c.reason, c.phone, c.phone_status AS "phoneStatus",
           f.state AS "followUp", f.error_code AS "followUpCode",
           (extract(epoch FROM c.opened_at) * 1000000)::bigint || '-' || c.conversation_id AS cursor
    FROM conversations c
    LEFT JOIN LATERAL (
      SELECT l.state, l.error_code FROM ledger l
      WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND l.medium = 'sms' AND l.purpose = 'follow_up'
      ORDER BY l.created_at DESC LIMIT 1) f ON true
    ${where}
    ORDER BY c.opened_at DESC, c.conversation_id DESC LIMIT ${value(limit)}`;
  return { sql, values };
}

/** What stands for a number in addresses: salted per installation, so that it says nothing elsewhere. */
export async function digestOf(db: Queryable, e164: string): Promise<string> {
  const { rows } = await db.query<{ digest: string }>(`SELECT encode(phone_digest($1), 'hex') AS digest`, [
    e164,
  ]);
  if (rows[0] === undefined) throw new Error('phone_digest gave nothing');
  return rows[0].digest;
}

/** Whether this ID is a conversation's, a contact's, or neither, in these orgs. */
export async function whatIs(
  db: Queryable,
  id: number,
  orgs: Orgs,
): Promise<'conversation' | 'contact' | null> {
  const { rows } = await db.query<{ what: 'conversation' | 'contact' }>(
    `${everyOrg}
     SELECT 'conversation' AS what FROM orgs JOIN conversations c ON c.org_id = orgs.org_id AND c.conversation_id = $1
     WHERE ${inOrgs('orgs.org_id', '$2')}
     UNION ALL
     (SELECT 'contact' FROM orgs JOIN conversations c ON c.org_id = orgs.org_id AND c.contact_id = $1
      WHERE ${inOrgs('orgs.org_id', '$2')} LIMIT 1)
     LIMIT 1`,
    [id, orgs],
  );
  return rows[0]?.what ?? null;
}
