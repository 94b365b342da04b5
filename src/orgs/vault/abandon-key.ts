import { inTransaction, type Pool } from '../../platform/db/pool.js';
import { changeOrgState, getOrg, type ChangedBy } from '../registry/registry.js';
import { forgetKey } from './check-keys.js';
import { deleteDataKeysUnder } from './data-keys.js';

/**
 * Gives up a key of the ring that is lost for good, so that processes start again. What the orgs' data keys under it have sealed is
 * gone: orgs that were connected by their tokens have to connect again. Returns the orgs.
 */
export const abandonKey = (pool: Pool, keyId: string, by: ChangedBy): Promise<number[]> =>
  inTransaction(pool, async (client) => {
    const orgs = await deleteDataKeysUnder(client, keyId);
    for (const orgId of orgs) {
      const org = await getOrg(client, orgId);
      // The environment still has the credentials of its own org.
      if (org?.source === 'oauth')
        await changeOrgState(
          client,
          { orgId, to: 'reconnect_required', why: 'the key of its tokens was lost' },
          by,
        );
    }
    await forgetKey(client, keyId);
    return orgs;
  });
