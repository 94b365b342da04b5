import { inTransaction } from '../../platform/db/pool.js';
import { OauthError } from '../../platform/errors/oauth-error.js';
import { editionsSeen, readTokens, wipeConnection } from '../connections/connection-store.js';
import { tokenFields } from '../connections/sealing.js';
import { changeOrgState } from '../registry/registry.js';
import type { InstallDeps } from './install.js';

/**
 * - `disconnected`: the tokens are wiped
 * - `as_before`: it was not connected, or has connected since then
 * - `other_app`: it is another app of ours that is out
 */
export type AppGone = 'disconnected' | 'as_before' | 'other_app';

const WHY = 'our app was taken out at the vendor';

/**
 * The vendor says that an org has taken our app out, but not which of our apps. `at`: when it says so. The vendor is not called, unless the
 * org has ever approved both apps: then its token tells. @throws OauthError if that cannot be told
 */
export async function noteAppDisconnected(
  deps: Pick<InstallDeps, 'pool' | 'vault' | 'apps'>,
  { orgId, at }: { readonly orgId: number; readonly at: Date },
): Promise<AppGone> {
  if ((await editionsSeen(deps.pool, orgId)).length > 1 && (await isAlive(deps, orgId))) return 'other_app';
  return inTransaction(deps.pool, async (client) => {
    const isWiped = await wipeConnection(client, orgId, { why: WHY, before: at });
    if (!isWiped) return 'as_before';
    await changeOrgState(client, { orgId, to: 'disconnected', why: WHY });
    return 'disconnected';
  });
}

/** Whether the vendor takes the present access token, which is not refreshed for this. */
async function isAlive(
  { pool, vault, apps }: Pick<InstallDeps, 'pool' | 'vault' | 'apps'>,
  orgId: number,
): Promise<boolean> {
  const tokens = await readTokens(pool, orgId);
  if (tokens?.isOpen !== true || tokens.access === null) return false;
  const app = apps[tokens.edition];
  if (app === null) return false;
  try {
    await app.tokenInfo(await vault.open(pool, orgId, tokenFields.access, tokens.access));
    return true;
  } catch (error) {
    if (error instanceof OauthError && error.failure === 'refused') return false;
    throw error;
  }
}
