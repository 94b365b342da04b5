import pg from 'pg';
import type { Logger } from 'pino';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** A pool or a transaction's client. */
export type Queryable = Pick<pg.Pool, 'query'>;

// Drift's IDs exceed 32 bits and fit a JavaScript number; bigint columns hold nothing larger.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface PoolOptions {
  readonly url: string;
  readonly size: number;
  readonly name: string;
  /** Bound on connecting and on every statement, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Logger;
}

/** A pool whose statements time out even if PostgreSQL hangs. */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: options.name,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
    statement_timeout: options.timeoutMs,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) =>
    options.log.warn(
      { code: 'database_connection_lost', cause: error.message },
      'idle PostgreSQL connection lost',
    ),
  );
  // The pool listens only while a connection is idle. If one breaks while it is handed out or after it was discarded, its next statement
  // fails and reports the cause.
  pool.on('connect', (client) => {
    client.on('error', (error) =>
      options.log.debug({ cause: error.message }, 'a PostgreSQL connection in use was lost'),
    );
  });
  return pool;
}

/** Runs `work` in one transaction; rolls back and rethrows when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool listens to idle clients only: a server that dies now would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken); // discards a connection that could not roll back
  }
}
