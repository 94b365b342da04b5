import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Said } from '../../contracts/answers.js';
import {
  CLOSE_LEEWAY_MS,
  hear,
  heardIn,
  isAfter,
  type Heard,
  type Settled,
  type Talk,
} from '../../contracts/talk.js';
import type { Queryable } from '../../platform/db/pool.js';
import { isThanks } from './is-thanks.js';
import { orderOf } from './message-order.js';

interface Row extends Said {
  readonly id: number;
  readonly messageId: string;
  /** By the chat vendor's clock; null where the event does not say. Milliseconds since the epoch. */
  readonly createdAt: number | null;
  readonly occurredAt: Date;
  readonly html: string | null;
}

/**
 * What was said during a wait, by all messages that the inbox holds of the conversation, also those that are not handed over yet.
 * `silent`: the talk before anything is heard. `settled`: what settled it as far as the workflow knows.
 */
export async function readTalk(
  db: Queryable,
  { orgId, conversationId }: ConversationRef,
  silent: Talk,
  settled: Settled | null = null,
): Promise<Talk> {
  const { rows } = await db.query<Row>(
    `SELECT id, event ->> 'author' AS author, (event ->> 'authorId')::bigint AS "authorId", event ->> 'type' AS type,
            event ->> 'appId' AS "appId", event ->> 'messageId' AS "messageId", (event ->> 'createdAt')::float8 AS "createdAt",
            occurred_at AS "occurredAt", CASE WHEN event ->> 'author' = 'visitor' THEN event ->> 'html' END AS html
     FROM inbox WHERE org_id = $1 AND conversation_id = $2 AND kind = 'message'`,
    [orgId, conversationId],
  );
  const told = settled === null ? silent : hear(silent, { is: 'settled', ...settled });
  const said = rows.flatMap((row) => {
    const since = row.occurredAt.getTime();
    const moment = { at: row.createdAt ?? since, order: orderOf(row.messageId) };
    const heard = heardIn(row, moment, since, isThanks(row.html));
    return heard === null ? [] : [{ id: row.id, heard }];
  });
  const isAnswered = (words: Heard) =>
    said.some(({ heard }) => heard.is === 'settled' && isAfter(heard, words));
  return said.reduce(
    (talk, { id, heard }) => hear(talk, isAnswered(heard) ? heard : afterClose(heard, id, settled)),
    told,
  );
}

/**
 * Words that arrived after the close, and at about its time, count as written after it: if the chat is closed after all, Drift will say
 * so. Those that a person has answered do not, or they would come after their answer as well: the wait would never end.
 */
function afterClose(heard: Heard, id: number, settled: Settled | null): Heard {
  const mayFollow =
    heard.is === 'words' && settled?.inboxId !== undefined && id > settled.inboxId && heard.at <= settled.at;
  return mayFollow && heard.at > settled.at - CLOSE_LEEWAY_MS ? { ...heard, at: settled.at + 1 } : heard;
}
