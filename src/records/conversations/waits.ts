import type { ConversationRef, TalkSeen } from '../../contracts/activity-results.js';
import {
  CLOSE_LEEWAY_MS,
  isAfter,
  openTalk,
  unanswered,
  type Moment,
  type Talk,
} from '../../contracts/talk.js';
import { waitState } from '../../contracts/waits.js';
import type { Client } from '../../platform/db/pool.js';
import { isContactSilent } from '../consent/chat-opt-out.js';
import { latestConsent } from '../consent/consents.js';
import { readTalk } from '../inbox/read-talk.js';
import { retireFollowUp } from '../ledger/moves.js';
import { closeSessionOf } from '../sessions/close-session.js';
import { getConversation, lockConversation, talkOf, type Conversation } from './conversations.js';
import { recordOutcome, type OutcomeRecord } from './outcome.js';
import { isOfAnotherOrgToo } from './shared-event-id.js';

/** Since when the visitor waits, by all that the inbox holds. */
export async function readStanding(client: Client, conversation: Conversation): Promise<TalkSeen> {
  const talk = await readTalk(client, conversation, talkOf(conversation));
  return { asked: unanswered(talk), settled: talk.settled };
}

/** Words that the workflow did not know of have moved the beginning of the wait, and so when its text is due. */
export async function moveWait(
  client: Client,
  { orgId, conversationId }: ConversationRef,
  askedAt: number,
  followUpDelayMs: number,
): Promise<void> {
  await client.query(
    `UPDATE conversations SET asked_at = $3::timestamptz,
       due_at = greatest($3::timestamptz + $4 * interval '1 millisecond', redone_at)
     WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, new Date(askedAt), followUpDelayMs],
  );
}

/**
 * Ends a wait that was answered or closed, unless the visitor has written since: then it goes on from those words, and nothing is
 * recorded. The row's lock decides between this and the words that are handed over meanwhile (`openNextWait`): just one of the two
 * sees the other.
 */
export async function endWait(
  client: Client,
  record: OutcomeRecord,
  { settled, followUpDelayMs }: NonNullable<OutcomeRecord['ending']>,
): Promise<{ readonly goesOn: TalkSeen } | { readonly outcome: OutcomeRecord['reason'] }> {
  const { orgId, conversationId, workflowId } = record;
  const conversation = await lockConversation(client, orgId, conversationId);
  if (conversation.workflowId !== workflowId) return { outcome: null };
  const talk = await readTalk(client, conversation, talkOf(conversation), settled);
  const asked = unanswered(talk);
  if (asked !== null && talk.words.length > 0) {
    await moveWait(client, record, asked.since, followUpDelayMs);
    return { goesOn: { asked, settled: talk.settled } };
  }
  await client.query(
    `UPDATE conversations SET settled_at = $3, settled_order = $4 WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId, talk.settled && new Date(talk.settled.at), talk.settled?.order ?? null],
  );
  return { outcome: await recordOutcome(client, record) };
}

export interface NextWords extends ConversationRef {
  readonly eventKey: string;
  readonly eventId: string;
  /** When they were written, by the chat vendor's clock. */
  readonly moment: Moment;
  /** When they were written, as far as our clock allows. */
  readonly occurredAt: Date;
  readonly followUpDelayMs: number;
}

/**
 * Opens the next wait of a conversation that has ended without a text, if these words of the visitor are unanswered: its workflow's ID
 * is their event's ID. Null if they open none; see `waitState`.
 */
export async function openNextWait(client: Client, words: NextWords): Promise<Conversation | null> {
  const { orgId, conversationId, eventKey, eventId, moment, occurredAt, followUpDelayMs } = words;
  const before = await lockConversation(client, orgId, conversationId);
  if (before.askedBy === eventKey || before.openedBy === eventKey) return null;
  if (!(await mayWaitAgain(client, before))) return null;
  const after = await endOfWait(client, before);
  if (!isAfter(moment, after)) return null;
  const talk = await readTalk(client, before, openTalk(moment, after));
  const asked = unanswered(talk);
  if (asked === null || isThanksAlone(talk)) return null;
  await archiveWait(client, before);
  await closeSessionOf(client, orgId, conversationId);
  await retireFollowUp(client, orgId, conversationId);
  await client.query(
    `UPDATE conversations SET state = 'waiting', reason = NULL, ended_at = NULL, reopened = false, quiet_until = NULL,
       booked_number = NULL, send_after = NULL, redone_at = NULL, settled_at = NULL, settled_order = NULL,
       waits = waits + 1, asked_by = $3, asked_at = $4::timestamptz, due_at = $4::timestamptz + $5 * interval '1 millisecond',
       asked_after = $6, asked_after_order = $7,
       workflow_id = CASE WHEN EXISTS (SELECT FROM conversations WHERE workflow_id = $8 UNION ALL SELECT FROM ended_waits WHERE workflow_id = $8)
         OR ${isOfAnotherOrgToo('$1', '$8::text', '$3::text')} THEN $3 ELSE $8 END
     WHERE org_id = $1 AND conversation_id = $2`,
    [
      orgId,
      conversationId,
      eventKey,
      new Date(Math.min(asked.since, occurredAt.getTime())),
      followUpDelayMs,
      new Date(after.at),
      after.order,
      eventId,
    ],
  );
  return getConversation(client, orgId, conversationId);
}

/** After a wait that has ended, thanks or a goodbye open no other. */
const isThanksAlone = ({ words }: Talk): boolean => words.every(({ isThanks }) => isThanks);

/** Keeps what the conversation's row says of a wait that has ended, before the next takes its place. */
export async function archiveWait(client: Client, { orgId, conversationId }: ConversationRef): Promise<void> {
  await client.query(
    `INSERT INTO ended_waits (org_id, conversation_id, number, workflow_id, asked_at, ended_at, reason)
     SELECT org_id, conversation_id, 1 + (SELECT count(*) FROM ended_waits w WHERE w.org_id = c.org_id AND w.conversation_id = c.conversation_id),
            workflow_id, coalesce(asked_at, opened_at), coalesce(ended_at, clock_timestamp()), reason
     FROM conversations c WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId],
  );
}

interface Facts {
  readonly isTexted: boolean;
  readonly consent: 'opted_out' | 'opted_in' | null;
  /** The contact has said in a chat that they want no texts. */
  readonly isSilent: boolean;
}

/** Whether another wait may follow the last one: see `waitTransitions`. An opt-out ends when the phone's owner texts START. */
async function mayWaitAgain(client: Client, conversation: Conversation): Promise<boolean> {
  const { orgId, conversationId } = conversation;
  const { rows } = await client.query<Facts>(
    `SELECT EXISTS (SELECT FROM ledger l WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND l.medium = 'sms'
               AND l.purpose = 'follow_up' AND l.state NOT IN ('intended', 'refused')) AS "isTexted",
            (${latestConsent('c.org_id', 'c.phone')}) AS consent, ${isContactSilent('c', 'c.phone')} AS "isSilent"
     FROM conversations c WHERE c.org_id = $1 AND c.conversation_id = $2`,
    [orgId, conversationId],
  );
  const facts = rows[0];
  if (facts === undefined || facts.isTexted) return false;
  const { consent, isSilent } = facts;
  if (consent === 'opted_out' || isSilent) return false;
  return waitState({ ...conversation, hasOptedIn: consent === 'opted_in' }) === 'ended';
}

/** Until when words belong to the last wait: its answer or close, or else its end. Words that come after a close and are of about its time open a wait; if the chat is closed, that ends it. */
async function endOfWait(client: Client, { orgId, conversationId, reason }: Conversation): Promise<Moment> {
  const { rows } = await client.query<{ settledAt: Date | null; order: number | null; endedAt: Date }>(
    `SELECT settled_at AS "settledAt", settled_order AS "order", coalesce(ended_at, clock_timestamp()) AS "endedAt"
     FROM conversations WHERE org_id = $1 AND conversation_id = $2`,
    [orgId, conversationId],
  );
  if (rows[0] === undefined) throw new Error('a conversation that was locked is gone');
  const { settledAt, order, endedAt } = rows[0];
  if (settledAt === null) return { at: endedAt.getTime(), order: null };
  return { at: settledAt.getTime() - (reason === 'closed' ? CLOSE_LEEWAY_MS : 0), order };
}
