import type { Config } from '../../platform/config/config.js';
import { storedVendors } from '../../contracts/stored-names.js';
import type { Pool, Queryable } from '../../platform/db/pool.js';
import { countOrgsToReconnect } from '../../orgs/registry/registry.js';
import { countDataKeysNotUnder } from '../../orgs/vault/data-keys.js';
import { measureInbox } from '../../records/inbox/backlog.js';
import { countHeld } from '../../records/inbox/held.js';
import { countDead } from '../../records/dead-numbers/dead-numbers.js';
import { readBudgets } from '../../records/ledger/budget.js';
import { listPauses } from '../../operate/operations/pauses.js';
import { countParked } from '../../records/ledger/parked.js';
import { readAllowed } from '../../platform/rate-limit/learned-limit.js';
import { readPause } from '../../platform/rate-limit/pause.js';
import { measureWorkers } from '../../platform/leases/heartbeats.js';
import type { GaugeName, Metrics } from '../../platform/metrics/metrics.js';

/** Gauges that are measured in PostgreSQL on each scrape. */
const measured = [
  'textback_inbox_waiting',
  'textback_inbox_oldest_seconds',
  'textback_held_events',
  'textback_workers_polling',
  'textback_conversations_open',
  'textback_follow_ups_overdue',
  'textback_sending_paused',
  'textback_first_texts_hour',
  'textback_dead_numbers',
  'textback_data_keys_to_rewrap',
  'textback_orgs_to_reconnect',
  'textback_parked_sends',
  'textback_refused_posts',
  'textback_limiter_oldest_seconds',
  'textback_limiter_allowed_calls',
  'textback_limiter_paused_seconds',
] as const satisfies readonly GaugeName[];

interface OpenConversations {
  readonly waiting: number;
  readonly bridging: number;
  readonly overdue: number;
}

/** Reads only open conversations, through their partial index. */
async function countOpen(db: Queryable): Promise<OpenConversations> {
  const { rows } = await db.query<OpenConversations>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
            count(*) FILTER (WHERE state = 'bridging') AS bridging,
            count(*) FILTER (WHERE state = 'waiting' AND phone_status = 'usable'
              AND greatest(due_at, redone_at, quiet_until, send_after) < now() - interval '5 minutes') AS overdue
     FROM conversations WHERE state <> 'done'`,
  );
  return rows[0] ?? { waiting: 0, bridging: 0, overdue: 0 };
}

/**
 * Measures the records in PostgreSQL. If that fails, it unsets these gauges, sets `textback_storage_up` to 0 and throws the
 * error.
 */
export async function measureRecords(
  metrics: Metrics,
  pool: Pool,
  { chat, caps, encryptionKeys }: Pick<Config, 'chat' | 'caps' | 'encryptionKeys'>,
): Promise<void> {
  const vendor = { vendor: storedVendors.chat };
  const budget = caps.firstTextsPerHour;
  metrics.set('textback_limiter_configured_calls', chat.rateLimit.perSecond, vendor);
  if (budget !== null) metrics.set('textback_first_texts_hour_limit', budget);
  try {
    // One query after the other: the gateway's few connections serve webhooks first.
    const inbox = await measureInbox(pool);
    const held = await countHeld(pool);
    const parked = await countParked(pool);
    const workers = await measureWorkers(pool);
    const open = await countOpen(pool);
    const pauses = await listPauses(pool, budget);
    const budgets = await readBudgets(pool, budget);
    const dead = await countDead(pool);
    const toRewrap = encryptionKeys === null ? 0 : await countDataKeysNotUnder(pool, encryptionKeys.activeId);
    const toReconnect = await countOrgsToReconnect(pool);
    // The workers' limiter uses the same name for the account.
    const owner = { account: chat.orgId ?? 0, vendor: storedVendors.chat, limit: chat.rateLimit.perSecond };
    const allowed = await readAllowed(pool, owner);
    const pausedSeconds = await readPause(pool, storedVendors.chat);
    metrics.set('textback_inbox_waiting', inbox.waiting);
    metrics.set('textback_inbox_oldest_seconds', inbox.oldestSeconds);
    metrics.set('textback_held_events', held);
    metrics.set('textback_parked_sends', parked.all);
    metrics.set('textback_refused_posts', parked.refused);
    metrics.set('textback_workers_polling', workers.count);
    metrics.set('textback_limiter_oldest_seconds', workers.oldestCallSeconds);
    metrics.set('textback_conversations_open', open.waiting, { state: 'waiting' });
    metrics.set('textback_conversations_open', open.bridging, { state: 'bridging' });
    metrics.set('textback_follow_ups_overdue', open.overdue);
    metrics.set('textback_sending_paused', pauses.length);
    metrics.set('textback_dead_numbers', dead);
    metrics.set('textback_data_keys_to_rewrap', toRewrap);
    metrics.set('textback_orgs_to_reconnect', toReconnect);
    metrics.set('textback_first_texts_hour', Math.max(0, ...budgets.map(({ used }) => used)));
    metrics.set('textback_limiter_allowed_calls', allowed, vendor);
    metrics.set('textback_limiter_paused_seconds', pausedSeconds, vendor);
    metrics.set('textback_storage_up', 1);
  } catch (error) {
    for (const name of measured) metrics.unset(name);
    metrics.set('textback_storage_up', 0);
    throw error;
  }
}
