import type { Queryable } from '../../platform/db/pool.js';
import { GroupCommit } from './group-commit.js';
import { settleEvents, type Settlement } from './store.js';

/** Marks events as handled, in groups, one statement after another. */
export const createSettlementWriter = (db: Queryable) =>
  new GroupCommit<Settlement, undefined>({
    write: async (settlements) => {
      await settleEvents(db, settlements);
      return settlements.map(() => undefined);
    },
    concurrency: 1,
    groupSize: Infinity,
    worthwhile: 1,
  });
