import type { Said } from '../../../contracts/answers.js';
import { reportedStates, storedSources, type StoredSource } from '../../../contracts/stored-names.js';
import type { Queryable } from '../../../platform/db/pool.js';

/** An inbox row without anybody's words or number. */
export interface RecordedEvent {
  readonly id: number;
  readonly source: StoredSource;
  readonly kind: string;
  /** The vendor's word. */
  readonly type: string;
  readonly author: 'visitor' | 'rep' | 'bot' | null;
  readonly authorId: number | null;
  readonly appId: string | null;
  /** Drift's message type. */
  readonly messageType: string | null;
  /** Characters, without markup. */
  readonly length: number | null;
  readonly files: number;
  /** Of the conversation, or of a text. */
  readonly status: string | null;
  readonly errorCode: string | null;
  readonly messageSid: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly outcome: 'dispatched' | 'applied' | 'ignored' | 'held' | null;
  readonly outcomeDetail: string | null;
  readonly settledAt: Date | null;
}

/** Who wrote a message, and how; null for any other event. */
export const saidIn = ({ author, authorId, messageType: type, appId }: RecordedEvent): Said | null =>
  author === null || type === null ? null : { author, authorId, type, appId };

const MOST = 300;
/** Every word that reports of texts use; a row's key is the text's ID and one of them. */
const STATUSES = Object.keys(reportedStates);

export interface EventsAsked {
  readonly orgId: number;
  readonly conversationId: number;
  /** Twilio's SIDs of its texts: their callbacks name no conversation. */
  readonly sids: readonly string[];
  /** Further rows that are known to have reached it. */
  readonly inboxIds: readonly number[];
}

/**
 * Events of a conversation and of its texts, in order of arrival; of very many the latest 300. A text's event may be of no org (0), if it
 * came before its number was known to belong to one.
 */
export async function listEvents(
  db: Queryable,
  { orgId, conversationId, sids, inboxIds }: EventsAsked,
): Promise<RecordedEvent[]> {
  const keys = sids.flatMap((sid) => STATUSES.map((status) => `${sid}:${status}`));
  const { rows } = await db.query<RecordedEvent>(
    `WITH wanted AS (
       (SELECT id FROM inbox WHERE org_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT ${MOST})
       UNION SELECT id FROM inbox WHERE source = $5 AND event_key = ANY ($3)
       UNION SELECT id FROM inbox WHERE id = ANY ($4::bigint[]))
     SELECT i.id, source, kind, type, event ->> 'author' AS author, (event ->> 'authorId')::bigint AS "authorId", event ->> 'appId' AS "appId",
            CASE WHEN kind = 'message' THEN event ->> 'type' END AS "messageType",
            length(regexp_replace(coalesce(event ->> 'html', event ->> 'body'), '<[^>]*>', '', 'g')) AS length,
            coalesce(json_array_length(CASE WHEN json_typeof(event -> 'attachments') = 'array' THEN event -> 'attachments'
                                            WHEN json_typeof(event -> 'media') = 'array' THEN event -> 'media' END), 0) AS files,
            event ->> 'status' AS status, event ->> 'errorCode' AS "errorCode", event ->> 'messageSid' AS "messageSid",
            occurred_at AS "occurredAt", received_at AS "receivedAt", outcome, outcome_detail AS "outcomeDetail",
            settled_at AS "settledAt"
     FROM wanted JOIN inbox i ON i.id = wanted.id WHERE i.org_id IN ($1, 0) ORDER BY i.id`,
    [orgId, conversationId, keys, inboxIds, storedSources.sms],
  );
  return rows;
}
