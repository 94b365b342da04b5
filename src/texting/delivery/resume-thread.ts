import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Client } from '../../platform/db/pool.js';
import { handOverAgain } from '../../records/inbox/hand-over-again.js';
import { askFor } from '../../records/inbox/request-event.js';
import { tellOfHolder } from '../../records/sessions/holder-news.js';
import { findSessionOf } from '../../records/sessions/sessions.js';

const UNSETTLED = `('intended', 'sending', 'ambiguous')`;
/** What was said longer ago than this is not taken up again: nobody waits for it. */
const RECENT = `interval '2 days'`;

/**
 * Takes up what was under way in an open thread when its workflow was lost: messages that were handed over and not relayed, or not to the end,
 * are handed over again, and a first text whose outcome is unknown is looked for. The ledger keeps each to one send. Not promised: notes
 * for the rep that were not posted yet.
 */
export async function resumeThread(client: Client, ref: ConversationRef, runId: string): Promise<void> {
  const { orgId, conversationId } = ref;
  const session = await findSessionOf(client, orgId, conversationId);
  if (session === null) return tellOfHolder(client, ref, `resumed:${runId}`);
  const relay = `'relay:' || coalesce(i.event ->> 'messageId', i.event ->> 'messageSid')`;
  const sends = `FROM ledger l WHERE l.org_id = $1 AND l.conversation_id = $2 AND (l.cause = ${relay} OR starts_with(l.cause, ${relay} || ':'))`;
  const { rows: unrelayed } = await client.query<{ id: number }>(
    `SELECT i.id FROM inbox i
     WHERE i.org_id = $1 AND i.conversation_id = $2 AND i.kind IN ('message', 'text_received')
       AND (i.outcome = 'dispatched' OR i.outcome_code = 'chat_closed')
       AND i.event ->> 'author' IS DISTINCT FROM 'visitor'
       AND i.received_at >= $3 AND i.received_at > clock_timestamp() - ${RECENT}
       AND (NOT EXISTS (SELECT ${sends}) OR EXISTS (SELECT ${sends} AND l.state IN ${UNSETTLED}))
     ORDER BY i.id`,
    [orgId, conversationId, session.openedAt],
  );
  for (const { id } of unrelayed) await handOverAgain(client, id);
  const { rows: firstTexts } = await client.query<{ id: string; state: string }>(
    `SELECT id, state FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND purpose = 'follow_up'
       AND state IN ${UNSETTLED}`,
    [orgId, conversationId],
  );
  await askFor(
    client,
    firstTexts.map(({ id: ledgerId, state }) => ({
      key: `resume:${runId}:${ledgerId}`,
      orgId,
      event: {
        kind: 'redrive_asked',
        conversationId,
        ledgerId,
        medium: 'sms',
        purpose: 'follow_up',
        how: state === 'intended' ? 'first' : 'send_again',
      },
    })),
  );
}
