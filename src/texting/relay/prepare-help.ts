import type { EventRef } from '../../contracts/activity-results.js';
import type { Behaviour } from '../../platform/config/config.js';
import { fillTemplate } from '../../platform/config/template.js';
import type { Client } from '../../platform/db/pool.js';
import { findEvent } from '../../records/inbox/store.js';
import { intend } from '../../records/ledger/ledger.js';
import { findSessionOf } from '../../records/sessions/sessions.js';

type PreparedHelp =
  { readonly kind: 'ready'; readonly ledgerId: string } | { readonly kind: 'skipped'; readonly why: string };

const skipped = (why: string): PreparedHelp => ({ kind: 'skipped', why });

/**
 * Records the answer to HELP, which names the business: once a day per thread, so that two machines cannot keep answering each
 * other, and not if Twilio's Advanced Opt-Out has answered.
 */
export async function prepareHelp(
  client: Client,
  { orgId, conversationId, inboxId }: EventRef,
  { helpTemplate, businessName }: Behaviour,
): Promise<PreparedHelp> {
  const stored = await findEvent(client, inboxId);
  if (stored?.event.kind !== 'text_received') return skipped('not a text');
  const { messageSid, optOutType } = stored.event;
  if (optOutType !== null) return skipped('Twilio has answered');
  const session = await findSessionOf(client, orgId, conversationId);
  if (session === null) return skipped('the thread is closed');
  if (session.automaticOffAt !== null) return skipped('a loop was cut');
  const cause = `help:${messageSid}`;
  const { rowCount } = await client.query(
    `SELECT FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium = 'sms' AND session_id = $3
       AND starts_with(cause, 'help:') AND cause <> $4 AND created_at > clock_timestamp() - interval '1 day'`,
    [orgId, conversationId, session.id, cause],
  );
  if (rowCount !== 0) return skipped('answered today');
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'sms',
    purpose: 'notice',
    cause,
    sessionId: session.id,
    body: fillTemplate(helpTemplate, { business: businessName }),
  });
  return { kind: 'ready', ledgerId: entry.id };
}
