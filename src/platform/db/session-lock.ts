import type { Client, Pool } from './pool.js';

/**
 * Runs `work` while no other process holds the lock of this name; null, and nothing was run, if one does. The lock is the session's and
 * not a transaction's, so that `work` may commit on the way. PostgreSQL frees it when the process dies or its connection breaks: `work`
 * may then still be under way.
 */
export async function underLock<T>(
  pool: Pool,
  { name, id }: { readonly name: string; readonly id: number },
  work: (client: Client) => Promise<T>,
): Promise<{ readonly result: T } | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS taken',
      [name, id],
    );
    if (rows[0]?.taken !== true) return null;
    try {
      return { result: await work(client) };
    } finally {
      await client
        .query('SELECT pg_advisory_unlock(hashtextextended($1, $2))', [name, id])
        .catch((error: unknown) => {
          broken = error instanceof Error ? error : new Error(String(error));
        });
    }
  } catch (error) {
    broken ??= error instanceof Error ? error : new Error(String(error)); // perhaps in the middle of a transaction
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken); // a session that is thrown away holds no lock
  }
}
