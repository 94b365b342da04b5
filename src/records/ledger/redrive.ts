import { randomUUID } from 'node:crypto';
import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import type { Send } from './ledger.js';
import { OF_UNKNOWN_CHAT, REFUSED_WORDS, UNCLEAR } from './parked.js';
import { MAX_ATTEMPTS, moveSql } from './transitions.js';

/** A send that an operator is deciding on. */
export type Locked = Pick<Send, 'orgId' | 'conversationId' | 'medium' | 'purpose' | 'state'> & {
  /** True if the outcome is unknown. */
  readonly isUnclear: boolean;
  /** True if it is a visitor's words which the vendor of chats refused. */
  readonly isRefusedWords: boolean;
};

/** Locks a send's row until the transaction ends; null if there is none. */
export async function lockSend(client: Client, id: string): Promise<Locked | null> {
  const { rows } = await client.query<Locked>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId", medium, purpose, state, ${UNCLEAR} AS "isUnclear",
            ${REFUSED_WORDS} AS "isRefusedWords"
     FROM ledger WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

/** Leaves the send as it is and removes it from the operators' list. */
export async function leaveAsItIs(client: Client, id: string): Promise<void> {
  await client.query('UPDATE ledger SET left_at = clock_timestamp() WHERE id = $1', [id]);
}

/** The conversation was deleted: its texts are held as events, and no operator has to settle the refused posts beside them. */
export async function leaveUnknownChat(client: Client, ref: ConversationRef): Promise<void> {
  await client.query(
    `UPDATE ledger SET left_at = clock_timestamp() WHERE org_id = $1 AND conversation_id = $2 AND ${OF_UNKNOWN_CHAT}`,
    [ref.orgId, ref.conversationId],
  );
}

const redriveSql = moveSql('redrive', {
  set: [
    'absences = 0',
    'left_at = NULL',
    `attempts = CASE WHEN $2 THEN 1 ELSE greatest(attempts, ${MAX_ATTEMPTS}) END`,
  ],
  where: 'id = $1',
});

/** If the vendor does not have the send, it is parked again if its attempts are used up; otherwise it may be sent again. */
export async function markForRedrive(client: Client, id: string, how: 'look' | 'send_again'): Promise<void> {
  await client.query(redriveSql, [id, how === 'send_again']);
}

const reviveSql = moveSql('revive', {
  set: ['attempts = 0', 'absences = 0', 'error_code = NULL', 'left_at = NULL'],
  where: 'id = $1',
});

/** A refused post may be tried again, as if for the first time: the vendor certainly does not have it. */
export async function revive(client: Client, id: string): Promise<void> {
  await client.query(reviveSql, [id]);
}

const reviveWordsSql = moveSql('revive', {
  set: ['attempts = 0', 'absences = 0', 'error_code = NULL', 'left_at = NULL'],
  where: `org_id = $1 AND conversation_id = $2 AND cause IN ('relay:' || $3, 'pictures:' || $3) AND ${REFUSED_WORDS}`,
});

/** The same for a visitor's text, whose conversation the vendor knows again. */
export async function reviveWords(client: Client, ref: ConversationRef, messageSid: string): Promise<void> {
  await client.query(reviveWordsSql, [ref.orgId, ref.conversationId, messageSid]);
}

/**
 * Records a copy of the text for the conversation's current thread and returns the new send's ID. Null if the text was already
 * copied or the conversation has no open thread.
 */
export async function copySend(client: Client, id: string): Promise<string | null> {
  const copy = randomUUID();
  const { rowCount } = await client.query(
    `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, session_id, body)
     SELECT $2::uuid, l.org_id, l.conversation_id, medium, purpose, 'again:' || l.id || ':' || cause, s.id, body
     FROM ledger l JOIN sessions s ON s.org_id = l.org_id AND s.conversation_id = l.conversation_id AND s.closed_at IS NULL
     WHERE l.id = $1 ON CONFLICT ON CONSTRAINT ledger_one_send_per_cause DO NOTHING`,
    [id, copy],
  );
  return rowCount === 1 ? copy : null;
}
