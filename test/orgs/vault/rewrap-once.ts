import { rewrapDataKeys } from '../../../src/orgs/vault/rewrap.js';
import { createPool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { KeyRing } from '../../../src/platform/secrets/key-ring.js';

// A rewrap as a process of its own, for a test to kill.
const { REWRAP_DATABASE_URL: url = '', REWRAP_KEYS: keys = '' } = process.env;
const ring = KeyRing.parse(keys);
if (ring === null) throw new Error('REWRAP_KEYS is no ring');
const log = createLogger('test', 'silent');
const pool = createPool({ url, size: 1, name: 'test', timeoutMs: 10_000, log });
await rewrapDataKeys(pool, ring);
await pool.end();
