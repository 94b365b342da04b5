import type { Client, Pool, Queryable } from '../../platform/db/pool.js';
import { operate } from './audit.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import type { Asked } from '../../contracts/operator.js';
import type { Done } from './operator.js';

/** `orgId` null: everywhere. */
export interface Pause {
  readonly orgId: number | null;
  readonly why: string;
  readonly by: string;
  readonly since: Date;
}

const EVERYWHERE = 0;

export async function listPauses(db: Queryable): Promise<Pause[]> {
  const { rows } = await db.query<Pause>(
    `SELECT nullif(org_id, ${EVERYWHERE}) AS "orgId", why, paused_by AS by, since FROM pauses ORDER BY org_id`,
  );
  return rows;
}

/**
 * From the commit on no text is handed to Twilio; one that is on its way there goes out. Webhooks are taken, visitors' texts
 * reach Drift, and what is to be sent waits for as long as it is of use (FOLLOW_UP_MAX_AGE, RELAY_MAX_AGE).
 */
export async function pauseSending(
  pool: Pool,
  asked: Asked,
  { orgId, why }: { readonly orgId: number | null; readonly why: string },
): Promise<Done> {
  return operate(pool, asked, { operation: 'pause', target: targetOf(orgId) }, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO pauses (org_id, why, paused_by) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING`,
      [orgId ?? EVERYWHERE, why.trim().slice(0, 200), asked.operator.name.trim().slice(0, 80)],
    );
    return { orgId, conversationId: null, result: rowCount === 1 ? 'paused' : 'already_paused' };
  });
}

/** Texts go out again; what waits for it is told to look. An org stays paused while everywhere is. */
export async function resumeSending(
  pool: Pool,
  asked: Asked,
  { orgId }: { readonly orgId: number | null },
): Promise<Done> {
  return operate(pool, asked, { operation: 'resume', target: targetOf(orgId) }, async (client) => {
    const { rowCount } = await client.query('DELETE FROM pauses WHERE org_id = $1', [orgId ?? EVERYWHERE]);
    if (rowCount === 1) await wakeOverdue(client, asked, orgId);
    return { orgId, conversationId: null, result: rowCount === 1 ? 'resumed' : 'not_paused' };
  });
}

const targetOf = (orgId: number | null) => (orgId === null ? 'everywhere' : `org ${orgId}`);

/** More than these look by themselves, within ten minutes. */
const MOST_WOKEN = 5_000;

/** Conversations whose follow-up is overdue look now, and not when their pause between two tries is over. */
async function wakeOverdue(client: Client, asked: Asked, orgId: number | null): Promise<void> {
  const { rows } = await client.query<{ orgId: number; conversationId: number }>(
    `SELECT org_id AS "orgId", conversation_id AS "conversationId" FROM conversations
     WHERE state = 'waiting' AND phone_status = 'usable' AND due_at < now() AND ($1::bigint IS NULL OR org_id = $1)
     ORDER BY due_at DESC LIMIT $2`,
    [orgId, MOST_WOKEN],
  );
  const key = wishKey(asked);
  await askFor(
    client,
    rows.map(({ orgId: org, conversationId }) => ({
      key: `${key}:${conversationId}`,
      orgId: org,
      event: { kind: 'look_asked', conversationId },
    })),
  );
}
