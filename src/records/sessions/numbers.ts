import type { Client, Queryable } from '../../platform/db/pool.js';

/** Registers the org of our numbers, so that the org of a text is known before its conversation is. */
export async function registerNumbers(
  db: Queryable,
  orgId: number,
  numbers: readonly string[],
): Promise<void> {
  await db.query(
    `INSERT INTO numbers (number, org_id) SELECT unnest($2::text[]), $1
     ON CONFLICT (number) DO UPDATE SET org_id = excluded.org_id, registered_at = now() WHERE numbers.org_id <> excluded.org_id`,
    [orgId, numbers],
  );
}

/** Lets one change of who has which number happen at a time, until the transaction ends. */
export async function lockNumbers(client: Client): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('numbers', 1))`);
}

/** Those of these numbers that belong to another org. */
export async function numbersOfOthers(
  db: Queryable,
  orgId: number,
  numbers: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ number: string }>(
    'SELECT number FROM numbers WHERE number = ANY ($2::text[]) AND org_id <> $1 ORDER BY number',
    [orgId, numbers],
  );
  return rows.map(({ number }) => number);
}

/**
 * Makes these the numbers of an org, none of which may be another's. One that it leaves out is free for other orgs, unless a thread is
 * open on it: what its visitors text goes on to belong to this org.
 */
export async function replaceNumbers(
  client: Client,
  orgId: number,
  numbers: readonly string[],
): Promise<void> {
  await registerNumbers(client, orgId, numbers);
  await client.query(
    `DELETE FROM numbers n WHERE org_id = $1 AND number <> ALL ($2::text[])
       AND NOT EXISTS (SELECT FROM sessions s WHERE s.our_number = n.number AND s.closed_at IS NULL)`,
    [orgId, numbers],
  );
}

/** The org of one of these numbers; null if none is registered yet. */
export async function orgOfNumbers(db: Queryable, numbers: readonly string[]): Promise<number | null> {
  const { rows } = await db.query<{ orgId: number }>(
    `SELECT org_id AS "orgId" FROM numbers WHERE number = ANY ($1::text[]) LIMIT 1`,
    [numbers],
  );
  return rows[0]?.orgId ?? null;
}
