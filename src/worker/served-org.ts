import type { Config } from '../platform/config/config.js';
import type { Queryable } from '../platform/db/pool.js';
import { orgOfNumbers } from '../records/sessions/numbers.js';

/** Tells which Drift org this installation works for: as configured, else as registerOrg has found out. Asked until it is known. */
export function createServedOrg(config: Config, db: Queryable): () => Promise<number | null> {
  let known = config.chat.orgId;
  return async () => (known ??= await orgOfNumbers(db, config.sms.fromNumbers));
}
