import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Queryable } from '../../platform/db/pool.js';
import { sendColumns, type Send } from './ledger.js';
import { unsettled, type SendState } from './transitions.js';

/** A first text: to the number that the conversation began with, or to one that the visitor gave later. */
export interface FirstText extends Send {
  readonly visitorNumber: string;
}

/** How many numbers of one conversation get a first text at most, so that nobody can use a chat to text a list of strangers. */
export const NUMBERS_PER_CONVERSATION = 3;

const CAUSE = 'follow-up';

/** The first text's cause, and those of texts to further numbers: one number has one first text. */
export const causeOfFirstText = (before: number): string => (before === 0 ? CAUSE : `${CAUSE}:${before + 1}`);

/** SQL: a cause of `causeOfFirstText`. */
export const isFirstTextCause = `(cause = '${CAUSE}' OR starts_with(cause, '${CAUSE}:'))`;

/** The conversation's first texts, oldest first, without those that gave way when it began anew. */
export async function firstTextsOf(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
): Promise<FirstText[]> {
  const { rows } = await db.query<FirstText>(
    `SELECT ${sendColumns}, (SELECT visitor_number FROM sessions s WHERE s.id = ledger.session_id) AS "visitorNumber"
     FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND purpose = 'follow_up' AND ${isFirstTextCause}
     ORDER BY created_at, id`,
    [orgId, conversationId],
  );
  return rows;
}

/** Its outcome is not known yet. */
export const isUnsettled = ({ state }: Send): boolean => stateList.includes(state);
const stateList: readonly SendState[] = unsettled;

/** It was dropped before anybody tried to send it: as if it had not been written down. */
export const wasNeverTried = ({ state, attempts }: Send): boolean => state === 'refused' && attempts === 0;

/** Whether the vendor has another first text of this send's conversation, so that the conversation counts as texted already. */
export async function wasTextedBefore(db: Queryable, ledgerId: string): Promise<boolean> {
  const { rows } = await db.query<{ was: boolean }>(
    `SELECT EXISTS (
       SELECT FROM ledger this JOIN ledger l USING (org_id, conversation_id)
       WHERE this.id = $1 AND l.id <> this.id AND l.medium = 'sms' AND l.purpose = 'follow_up'
         AND l.state IN ('accepted', 'sent', 'delivered', 'undelivered', 'failed')) AS was`,
    [ledgerId],
  );
  return rows[0]?.was === true;
}
