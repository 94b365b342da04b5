import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../src/platform/db/pool.js';
import {
  intend as intendOnce,
  type Intention,
  type LedgerEntry,
} from '../../../src/records/ledger/ledger.js';

export * from '../../../src/records/ledger/ledger.js';

/** Without the guard, a cause that was seen before is a cause again. */
export function intend(db: Queryable, intention: Intention): Promise<LedgerEntry> {
  const { purpose, cause } = intention;
  return intendOnce(
    db,
    purpose === 'relay' ? { ...intention, cause: `${cause}:${randomUUID()}` } : intention,
  );
}

/** Nor is it remembered what was written down for it. */
export function findByCauses(): Promise<LedgerEntry[]> {
  return Promise.resolve([]);
}
