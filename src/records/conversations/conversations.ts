import type { PhoneStatus } from '../../contracts/activity-results.js';
import type { Reason } from '../../contracts/reasons.js';
import { openTalk, type Talk } from '../../contracts/talk.js';
import type { Client, Queryable } from '../../platform/db/pool.js';
import type { Loss } from './number-state.js';
import { isOfAnotherOrgToo } from './shared-event-id.js';
import type { VisitorTexts } from './visitor-texts.js';

/** A Drift conversation that Textback handles. */
export interface Conversation {
  readonly orgId: number;
  readonly conversationId: number;
  readonly workflowId: string;
  /** Event key of the opening event. */
  readonly openedBy: string;
  readonly contactId: number | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly state: 'waiting' | 'bridging' | 'done';
  readonly phone: string | null;
  readonly phoneStatus: PhoneStatus;
  /** Whose word the number is; null in conversations from before it was kept. */
  readonly phoneSource: 'visitor' | 'contact' | null;
  /** When the number was told, by the vendor's clock; null if it was only looked up. */
  readonly phoneAt: Date | null;
  /** Why the last number that was lost is not texted any more, and since when. */
  readonly numberLost: Loss | null;
  readonly numberLostAt: Date | null;
  /** The numbers that it has lost, oldest first; none of them comes back. */
  readonly lostNumbers: readonly string[];
  readonly visitorName: string | null;
  readonly timeZone: string | null;
  readonly reason: Reason | null;
  /** Drift users in the chat. */
  readonly participants: readonly number[];
  readonly visitorSpokeAt: Date | null;
  /** True if a late text has reopened the thread. */
  readonly reopened: boolean;
  /** When the follow-up is due that an operator requested again; null if none was requested. */
  readonly redoneAt: Date | null;
  /** How the visitor's texts are posted; decided when the conversation opens. */
  readonly visitorTexts: VisitorTexts;
  /** Key of the number that is proved to be the contact's. */
  readonly provedPhone: string | null;
  /** Until when quiet hours delay the follow-up. */
  readonly quietUntil: Date | null;
  /** How many waits there were, the last one included. */
  readonly waits: number;
  /** The first unanswered words of the last wait; null if it began when the chat was opened. */
  readonly askedAt: Date | null;
  /** Event key that opened the last wait; null if the chat's opening did. */
  readonly askedBy: string | null;
  /** What was said until then belongs to an earlier wait; null in the first one. */
  readonly askedAfter: Date | null;
  readonly askedAfterOrder: number | null;
  readonly endedAt: Date | null;
  /** When the chat was closed in Drift; null if nobody has closed it, or somebody has opened it or written in it since. */
  readonly chatClosedAt: Date | null;
  /** Since when Drift does not know the conversation any more; null while it does. */
  readonly chatGoneAt: Date | null;
}

const columns = `org_id AS "orgId", conversation_id AS "conversationId", workflow_id AS "workflowId", opened_by AS "openedBy",
  contact_id AS "contactId", opened_at AS "openedAt", due_at AS "dueAt", state, phone, phone_status AS "phoneStatus", phone_source AS "phoneSource",
  visitor_name AS "visitorName", time_zone AS "timeZone", reason, participants, visitor_spoke_at AS "visitorSpokeAt", reopened,
  redone_at AS "redoneAt", phone_at AS "phoneAt", number_lost AS "numberLost",
  number_lost_at AS "numberLostAt", lost_numbers AS "lostNumbers", visitor_texts AS "visitorTexts", proved_phone AS "provedPhone", quiet_until AS "quietUntil", waits, asked_at AS "askedAt",
  asked_by AS "askedBy", asked_after AS "askedAfter", asked_after_order AS "askedAfterOrder", ended_at AS "endedAt", chat_closed_at AS "chatClosedAt", chat_gone_at AS "chatGoneAt"`;

export async function findConversation(
  db: Queryable,
  orgId: number,
  conversationId: number,
): Promise<Conversation | null> {
  const { rows } = await db.query<Conversation>({
    name: 'find-conversation',
    text: `SELECT ${columns} FROM conversations WHERE org_id = $1 AND conversation_id = $2`,
    values: [orgId, conversationId],
  });
  return rows[0] ?? null;
}

/** The chat in which the same contact was heard of last, of those that wait or go on and are open in Drift too. */
export async function findNewestOpenChat(
  db: Queryable,
  { orgId, conversationId, contactId }: Pick<Conversation, 'orgId' | 'conversationId' | 'contactId'>,
): Promise<Conversation | null> {
  const { rows } = await db.query<Conversation>(
    `SELECT ${columns} FROM conversations WHERE org_id = $1 AND contact_id = $2 AND conversation_id <> $3 AND state <> 'done'
       AND chat_closed_at IS NULL AND chat_gone_at IS NULL
     ORDER BY opened_at DESC, conversation_id DESC LIMIT 1`,
    [orgId, contactId, conversationId],
  );
  return rows[0] ?? null;
}

/** For callers that the conversation itself started: throws if the conversation does not exist. */
export async function getConversation(
  db: Queryable,
  orgId: number,
  conversationId: number,
): Promise<Conversation> {
  const conversation = await findConversation(db, orgId, conversationId);
  if (conversation === null)
    throw new Error(`conversation ${orgId}/${conversationId} is not in the database`);
  return conversation;
}

/** Conversations of a contact that wait or go on, for events that name only the contact. */
export async function findOpenOf(db: Queryable, orgId: number, contactId: number): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>(
    `SELECT ${columns} FROM conversations WHERE org_id = $1 AND contact_id = $2 AND state <> 'done' ORDER BY conversation_id`,
    [orgId, contactId],
  );
  return rows;
}

/**
 * The numbers that Drift had on a contact when we first learned them. A number that came up in their chats by their own word is not among
 * them: whoever types a number may type anybody's. Neither is a number on a contact proved to be theirs, since a browser can write it:
 * `isAnothersToo` if another contact was texted on it, and nobody has proved that it is this one's.
 */
export async function phonesOfContact(
  db: Queryable,
  orgId: number,
  contactId: number,
): Promise<{ readonly phone: string; readonly isAnothersToo: boolean }[]> {
  const { rows } = await db.query<{ phone: string; isAnothersToo: boolean }>(
    `SELECT phone, NOT proved AND EXISTS (
         SELECT FROM sessions s JOIN conversations d ON d.org_id = s.org_id AND d.conversation_id = s.conversation_id
         WHERE s.org_id = $1 AND phone_key(s.visitor_number) = phone_key(first.phone) AND d.contact_id IS DISTINCT FROM $2
       ) AS "isAnothersToo"
     FROM (
       SELECT DISTINCT ON (phone_key(phone)) phone, phone_source,
         bool_or(coalesce(proved_phone = phone_key(phone), false)) OVER (PARTITION BY phone_key(phone)) AS proved
       FROM conversations
       WHERE org_id = $1 AND contact_id = $2 AND phone IS NOT NULL
       ORDER BY phone_key(phone), opened_at, conversation_id) AS first
     WHERE phone_source IS DISTINCT FROM 'visitor'`,
    [orgId, contactId],
  );
  return rows;
}

export interface TakeUp {
  readonly orgId: number;
  readonly conversationId: number;
  readonly contactId: number | null;
  readonly eventKey: string;
  readonly eventId: string;
  readonly openedAt: Date;
  readonly followUpDelayMs: number;
  readonly visitorTexts: VisitorTexts;
  /** Of the org's own settings: the conversation keeps to it. */
  readonly settingsVersion: number;
}

/**
 * Inserts the conversation's row; its workflow's ID is the opening event's ID. Of two racing first events one wins, and both
 * get the winner's row. If another conversation already uses the event ID, or an event of another org has it, which only vendor-given IDs
 * allow, the event key is used instead.
 */
export async function openConversation(db: Queryable, t: TakeUp): Promise<Conversation> {
  const { orgId, conversationId } = t;
  return (
    (await makeOrFind(db, t, t.eventId)) ??
    // Another transaction was quicker, or the event ID belongs to another conversation.
    (await findConversation(db, orgId, conversationId)) ??
    (await makeOrFind(db, t, t.eventKey)) ??
    getConversation(db, orgId, conversationId)
  );
}

/** One statement, which returns the existing row or the inserted one; null if it lost a race. */
async function makeOrFind(db: Queryable, t: TakeUp, workflowId: string): Promise<Conversation | null> {
  const { rows } = await db.query<Conversation>({
    name: 'make-or-find-conversation',
    text: `WITH made AS (
        INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, contact_id, opened_at, due_at, visitor_texts, settings_version)
        VALUES ($1, $2, CASE WHEN ${isOfAnotherOrgToo('$1', '$3::text', '$4::text')} THEN $4 ELSE $3 END, $4, $5, $6::timestamptz, $6::timestamptz + $7 * interval '1 millisecond', $8, $9) ON CONFLICT DO NOTHING
        RETURNING ${columns})
      SELECT * FROM made UNION ALL SELECT ${columns} FROM conversations WHERE org_id = $1 AND conversation_id = $2`,
    values: [
      t.orgId,
      t.conversationId,
      workflowId,
      t.eventKey,
      t.contactId,
      t.openedAt,
      t.followUpDelayMs,
      t.visitorTexts,
      t.settingsVersion,
    ],
  });
  return rows[0] ?? null;
}

/** When the conversation's last wait began: by its first unanswered words as far as they are known, else by its opening. */
export const askedAt = ({ askedAt: known, openedAt }: Pick<Conversation, 'askedAt' | 'openedAt'>): Date =>
  known ?? openedAt;

/** The talk of the conversation's last wait, before anything that was said in it is heard. */
export function talkOf(
  conversation: Pick<Conversation, 'askedAt' | 'openedAt' | 'askedAfter' | 'askedAfterOrder'>,
): Talk {
  const { askedAfter, askedAfterOrder: order } = conversation;
  const opened = { at: askedAt(conversation).getTime(), order: null };
  return askedAfter === null ? openTalk(opened) : openTalk(opened, { at: askedAfter.getTime(), order });
}

/**
 * Fills in unknown fields from an event. Returns the conversation as it is then: its row was locked, so that whoever was about to
 * end its wait has done so, or will see the event.
 */
export async function learn(
  db: Queryable,
  orgId: number,
  conversationId: number,
  facts: {
    readonly contactId?: number | null;
    readonly timeZone?: string | null;
    readonly visitorName?: string | null;
    /** Replaces the known participants. */
    readonly participants?: readonly number[];
    readonly visitorSpokeAt?: Date;
    readonly optedOutAt?: Date;
  },
): Promise<Conversation | null> {
  const { rows } = await db.query<Conversation>({
    name: 'learn-of-conversation',
    text: `UPDATE conversations SET contact_id = coalesce(contact_id, $3), time_zone = coalesce($4, time_zone),
       visitor_name = coalesce($5, visitor_name), participants = coalesce($6, participants),
       visitor_spoke_at = greatest(visitor_spoke_at, $7), opted_out_at = greatest(opted_out_at, $8)
     WHERE org_id = $1 AND conversation_id = $2 RETURNING ${columns}`,
    values: [
      orgId,
      conversationId,
      facts.contactId ?? null,
      facts.timeZone ?? null,
      facts.visitorName ?? null,
      facts.participants ?? null,
      facts.visitorSpokeAt ?? null,
      facts.optedOutAt ?? null,
    ],
  });
  return rows[0] ?? null;
}

/** Locks the conversation's row until the transaction ends. */
export async function lockConversation(
  client: Client,
  orgId: number,
  conversationId: number,
): Promise<Conversation> {
  await client.query('SELECT FROM conversations WHERE org_id = $1 AND conversation_id = $2 FOR UPDATE', [
    orgId,
    conversationId,
  ]);
  return getConversation(client, orgId, conversationId);
}

/** Reopens a conversation for a late text, under a workflow that begins with the bridge. */
export async function reopenConversation(
  client: Client,
  r: {
    readonly orgId: number;
    readonly conversationId: number;
    readonly workflowId: string;
    readonly visitorSpokeAt: Date | null;
  },
): Promise<Conversation> {
  await client.query(
    `UPDATE conversations SET state = 'bridging', ended_at = NULL, workflow_id = $3,
       reopened = reopened OR workflow_id <> $3, visitor_spoke_at = greatest(visitor_spoke_at, $4)
     WHERE org_id = $1 AND conversation_id = $2`,
    [r.orgId, r.conversationId, r.workflowId, r.visitorSpokeAt],
  );
  return getConversation(client, r.orgId, r.conversationId);
}
