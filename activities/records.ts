import { recordOutcome, type OutcomeRecord } from '../src/conversations/conversations.js';
import type { ActivityDeps } from './deps.js';

/** One transaction each. */
export function createRecordActivities({ pool }: ActivityDeps) {
  return {
    async recordOutcome(record: OutcomeRecord): Promise<void> {
      await recordOutcome(pool, record);
    },
  };
}

export type RecordActivities = ReturnType<typeof createRecordActivities>;
