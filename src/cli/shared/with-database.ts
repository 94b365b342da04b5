import type { Config } from '../../platform/config/config.js';
import { createPool, type Pool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { reachDatabase } from './reach.js';

/** The database is known and does not take a connection. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly code = 'database_unavailable';
  constructor(cause: unknown) {
    super(`PostgreSQL takes no connection: ${reasonOf(cause)}`, { cause });
  }
}

/** Of a host with several addresses, each of which refused, only the parts of the error have words. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

export interface DatabaseUse {
  /** The command's. */
  readonly name: string;
  /** For each statement; a command may take longer than anything that a webhook waits for. */
  readonly timeoutMs: number;
  readonly logLevel?: string;
  /** False: the work copes with a database that is away. */
  readonly mustAnswer?: boolean;
}

/**
 * Runs a command's work over one connection, on the configured database or on that of the Textback that runs on DATA_DIR.
 * @throws NotRunning, DatabaseUnavailable
 */
export async function withDatabase<T>(
  config: Config,
  { name, timeoutMs, logLevel = config.logLevel, mustAnswer = true }: DatabaseUse,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const pool = createPool({
    url: await reachDatabase(config),
    size: 1,
    name: `textback-${name}`,
    timeoutMs,
    log: createLogger(name, logLevel),
  });
  try {
    if (mustAnswer) await assertAnswers(pool);
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function assertAnswers(pool: Pool): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}
