import { inOrgs, isIn, type Orgs } from '../../platform/db/in-orgs.js';
import type { Client, Pool, Queryable } from '../../platform/db/pool.js';
import { readBudgets } from '../../records/ledger/budget.js';
import { operate } from './audit.js';
import { askFor, wishKey } from '../../records/inbox/request-event.js';
import type { Asked } from '../../contracts/operator.js';
import type { Done } from './operator.js';

/** If `orgId` is null, all orgs are paused. */
export interface Pause {
  readonly orgId: number | null;
  /** What does not go out: any text, or first texts only, whose budget for the hour is spent. Open threads go on then. */
  readonly of: 'texts' | 'first_texts';
  readonly why: string;
  readonly by: string;
  readonly since: Date;
}

const EVERYWHERE = 0;

/** Who made a pause that nobody made by hand. */
const BY_ITSELF = 'Textback';

/**
 * The pauses in force that hold texts of these orgs: those that operators made, also everywhere, and those of orgs whose budget is spent.
 * `budget`: first texts an hour, of orgs that have set none themselves.
 */
export async function listPauses(db: Queryable, budget: number | null, orgs: Orgs = null): Promise<Pause[]> {
  const { rows } = await db.query<Omit<Pause, 'of'>>(
    `SELECT nullif(org_id, ${EVERYWHERE}) AS "orgId", why, paused_by AS by, since FROM pauses
     WHERE org_id = ${EVERYWHERE} OR ${inOrgs('org_id', '$1')} ORDER BY org_id`,
    [orgs],
  );
  const byOperators = rows.map((pause): Pause => ({ ...pause, of: 'texts' }));
  const bySpentBudget = await budgetPauses(db, budget);
  return [...byOperators, ...bySpentBudget.filter(({ orgId }) => orgId !== null && isIn(orgs, orgId))];
}

async function budgetPauses(db: Queryable, budget: number | null): Promise<Pause[]> {
  return (await readBudgets(db, budget)).flatMap(({ orgId, limit, spentAt }): Pause[] => {
    if (limit === null || spentAt === null) return [];
    const why = `the ${limit} first texts of an hour are spent (FIRST_TEXTS_PER_HOUR)`;
    return [{ orgId, of: 'first_texts', why, by: BY_ITSELF, since: spentAt }];
  });
}

/**
 * From the commit on, no text is handed to Twilio; one that is already on its way goes out. Webhooks are still accepted and
 * visitors' texts still reach Drift. Texts wait until they are too late to be useful (FOLLOW_UP_MAX_AGE, RELAY_MAX_AGE).
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

/**
 * Resumes texts and wakes overdue conversations. An org stays paused while all orgs are paused. Where no operator has paused texts, but an
 * org's budget of first texts is spent, its hour begins anew: as many again may go out.
 */
export async function resumeSending(
  pool: Pool,
  asked: Asked,
  { orgId, budget }: { readonly orgId: number | null; readonly budget: number | null },
): Promise<Done> {
  return operate(pool, asked, { operation: 'resume', target: targetOf(orgId) }, async (client) => {
    const done = (result: 'resumed' | 'budget_lifted' | 'not_paused') => ({
      orgId,
      conversationId: null,
      result,
    });
    const { rowCount } = await client.query('DELETE FROM pauses WHERE org_id = $1', [orgId ?? EVERYWHERE]);
    if (rowCount !== 1 && !(await liftBudget(client, asked, orgId, budget))) return done('not_paused');
    await wakeOverdue(client, asked, orgId);
    return done(rowCount === 1 ? 'resumed' : 'budget_lifted');
  });
}

/** False if no budget is spent. */
async function liftBudget(
  client: Client,
  { operator }: Asked,
  orgId: number | null,
  budget: number | null,
): Promise<boolean> {
  const spent = (await budgetPauses(client, budget)).filter(
    (pause) => orgId === null || pause.orgId === orgId,
  );
  for (const pause of spent)
    await client.query(
      `INSERT INTO budget_lifts (org_id, lifted_by) VALUES ($1, $2)
       ON CONFLICT (org_id) DO UPDATE SET lifted_by = excluded.lifted_by, lifted_at = clock_timestamp()`,
      [pause.orgId, operator.name.trim().slice(0, 80)],
    );
  return spent.length > 0;
}

const targetOf = (orgId: number | null) => (orgId === null ? 'everywhere' : `org ${orgId}`);

/** Conversations beyond this number check by themselves, within ten minutes. */
const MOST_WOKEN = 5_000;

/** Wakes conversations whose follow-up is overdue, so that they need not wait for their next try. */
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
