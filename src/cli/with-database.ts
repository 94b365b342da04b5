import type { Config } from '../platform/config/config.js';
import { requireDatabase } from '../platform/config/external.js';
import { createPool, type Pool } from '../platform/db/pool.js';
import { createLogger } from '../platform/logging/logger.js';

/**
 * Runs a command's work on the configured database, over one connection. `name`: the command's. `timeoutMs`: for each
 * statement; a command may take longer than anything that a webhook waits for.
 */
export async function withDatabase<T>(
  config: Config,
  { name, timeoutMs, logLevel = config.logLevel }: { name: string; timeoutMs: number; logLevel?: string },
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    url: requireDatabase(config),
    size: 1,
    name: `textback-${name}`,
    timeoutMs,
    log: createLogger(name, logLevel),
  });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
