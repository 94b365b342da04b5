import { inTransaction, type Pool } from '../../platform/db/pool.js';
import { changeOrgState, insertOrg } from './registry.js';

/**
 * Writes down which org the environment's credentials are of. It is connected by that, whatever was before; an org that the
 * environment named until now is disconnected. Again changes nothing.
 */
export const registerEnvironmentOrg = (pool: Pool, orgId: number): Promise<void> =>
  inTransaction(pool, async (client) => {
    // Workers that start side by side take turns.
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('environment-org', 1))`);
    const { rows } = await client.query<{ orgId: number }>(
      `SELECT org_id AS "orgId" FROM orgs WHERE source = 'environment' AND org_id <> $1`,
      [orgId],
    );
    for (const { orgId: former } of rows)
      await changeOrgState(client, {
        orgId: former,
        to: 'disconnected',
        why: 'the environment has the credentials of another org',
      });
    await insertOrg(client, { orgId, source: 'environment' });
    await changeOrgState(client, { orgId, to: 'connected', why: null });
  });
