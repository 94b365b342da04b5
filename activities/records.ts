import { recordOutcome, type OutcomeRecord } from '../src/conversations/outcome.js';
import { inTransaction } from '../src/db/pool.js';
import type { ActivityDeps } from './deps.js';

/** One transaction each. */
export function createRecordActivities({ pool }: ActivityDeps) {
  return {
    async recordOutcome(record: OutcomeRecord): Promise<void> {
      await inTransaction(pool, (client) => recordOutcome(client, record));
    },
  };
}

export type RecordActivities = ReturnType<typeof createRecordActivities>;
