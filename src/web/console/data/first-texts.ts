import { isIn, type Orgs } from '../../../platform/db/in-orgs.js';
import type { Queryable } from '../../../platform/db/pool.js';
import { countAwaiting } from '../../../records/conversations/awaiting-budget.js';
import { countDead } from '../../../records/dead-numbers/dead-numbers.js';
import { readBudgets } from '../../../records/ledger/budget.js';

/** First texts of the last hour, against what an org may send in one. */
export interface FirstTexts {
  /** Null: no limit. */
  readonly limit: number | null;
  /** Numbers that are remembered because no text reaches them. */
  readonly deadNumbers: number;
  readonly orgs: readonly { readonly orgId: number; readonly used: number; readonly waiting: number }[];
}

export async function readFirstTexts(db: Queryable, limit: number | null, shown: Orgs): Promise<FirstTexts> {
  const [budgets, waiting, deadNumbers] = await Promise.all([
    readBudgets(db, limit),
    countAwaiting(db),
    countDead(db, shown),
  ]);
  const ids = new Set([...budgets, ...waiting].map(({ orgId }) => orgId));
  const orgs = [...ids]
    .filter((orgId) => isIn(shown, orgId))
    .map((orgId) => ({
      orgId,
      used: budgets.find((one) => one.orgId === orgId)?.used ?? 0,
      waiting: waiting.find((one) => one.orgId === orgId)?.count ?? 0,
    }));
  return { limit, deadNumbers, orgs };
}
