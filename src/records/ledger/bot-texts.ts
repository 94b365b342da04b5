import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import { phoneKey } from '../../telephony/phone-key.js';

/** A phone of an org, over all its threads and in every spelling; and the chat that has the message in question. */
interface Phone extends ConversationRef {
  readonly visitorNumber: string;
}

export interface UnansweredBotTexts {
  /** How many messages of bots the phone was texted since it last wrote; one in several texts is one. */
  readonly messages: number;
  /** When the phone last wrote, in any thread; null if it never has. */
  readonly heardAt: Date | null;
}

/** Counts them, without the one in question, whose words may have gone ahead of its files. Lets no other bot's message to this phone be decided until the transaction ends: two must not pass the limit together. */
export async function countUnansweredBotTexts(
  client: Client,
  { orgId, conversationId, visitorNumber }: Phone,
  { messageId }: { readonly messageId: string },
): Promise<UnansweredBotTexts> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `bot text ${orgId} ${phoneKey(visitorNumber)}`,
  ]);
  const { rows } = await client.query<UnansweredBotTexts>(
    `WITH threads AS (
       SELECT id, org_id, conversation_id, heard_at FROM sessions
       WHERE org_id = $1 AND phone_key(visitor_number) = phone_key($2)
     ), heard AS (SELECT max(heard_at) AS at FROM threads)
     SELECT count(DISTINCT (l.conversation_id, split_part(l.cause, ':', 2)))::int AS messages, heard.at AS "heardAt"
     FROM heard
       LEFT JOIN (threads t JOIN ledger l ON l.org_id = t.org_id AND l.conversation_id = t.conversation_id
                    AND l.session_id = t.id AND l.medium = 'sms' AND l.by_bot AND l.state <> 'refused'
                    AND (l.conversation_id, split_part(l.cause, ':', 2)) <> ($3, $4))
         ON l.created_at > coalesce(heard.at, '-infinity')
     GROUP BY heard.at`,
    [orgId, visitorNumber, conversationId, messageId],
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL gave no count');
  return rows[0];
}
