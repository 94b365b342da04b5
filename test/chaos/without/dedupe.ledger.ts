import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../src/platform/db/pool.js';
import { intend as intendOnce, type Intention, type Send } from '../../../src/records/ledger/ledger.js';

export * from '../../../src/records/ledger/ledger.js';

/** Without the guard, a cause that was seen before is a cause again. */
export function intend(db: Queryable, intention: Intention): Promise<Send> {
  const { purpose, cause } = intention;
  return intendOnce(
    db,
    purpose === 'relay' ? { ...intention, cause: `${cause}:${randomUUID()}` } : intention,
  );
}

/** Nor is it remembered what was written down for it. */
export function findByCauses(): Promise<Send[]> {
  return Promise.resolve([]);
}
