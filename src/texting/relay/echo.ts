import type { Queryable } from '../../platform/db/pool.js';
import { sameWords } from '../../vendors/same-words.js';
import type { ChatMessage } from '../../contracts/events.js';

/** One of our posts is in progress and its message ID is not known yet: ask again in a moment. */
export class EchoUndecided extends Error {
  override readonly name = 'EchoUndecided';
}

/** A post's answer takes ten seconds at the most, and an ambiguous one is looked for at once: no judgement is held longer. */
const AT_WORK = `state IN ('sending', 'ambiguous') AND attempted_at > clock_timestamp() - interval '2 minutes'`;

/**
 * Whether a Drift message is our own post coming back as a webhook. By message ID; by the app that posted it, where we were
 * seen posting as that app; and since the webhook may overtake the answer to our POST, what an app or a bot wrote is not
 * judged while a post of ours to that conversation is at work. A post whose fate stayed unclear is known by its words.
 * @throws EchoUndecided while it cannot be told.
 */
export async function isOwnPost(db: Queryable, orgId: number, message: ChatMessage): Promise<boolean> {
  const { conversationId, messageId, appId, author, html } = message;
  const { rows } = await db.query<{ ours: boolean; app: boolean; atWork: boolean; unclear: string[] }>(
    `SELECT coalesce(bool_or(vendor_id = $3), false) AS ours,
            EXISTS (SELECT FROM own_apps WHERE org_id = $1 AND app_id = $4) AS app,
            coalesce(bool_or(${AT_WORK}), false) AS "atWork",
            coalesce(array_agg(body) FILTER (WHERE vendor_id IS NULL AND attempts > 0), '{}') AS unclear
     FROM ledger WHERE org_id = $1 AND conversation_id = $2 AND medium <> 'sms'`,
    [orgId, conversationId, messageId, appId],
  );
  const [found] = rows;
  if (found === undefined) return false;
  if (found.ours || found.app) return true;
  if (appId === null && author === 'rep') return false; // typed by a person: we never post as one
  if (found.atWork) throw new EchoUndecided('one of our posts to this conversation is in progress');
  return found.unclear.some((body) => sameWords(html, body));
}

/** Remembers that this app's posts are ours. Idempotent. */
export async function rememberOwnApp(db: Queryable, orgId: number, appId: string): Promise<void> {
  await db.query('INSERT INTO own_apps (org_id, app_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    orgId,
    appId,
  ]);
}
