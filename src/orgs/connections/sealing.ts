import { storedVendors } from '../../contracts/stored-names.js';
import type { Queryable } from '../../platform/db/pool.js';
import type { TokenAnswer } from '../../vendors/chat-oauth.js';
import type { Vault } from '../vault/vault.js';
import type { NewTokens } from './connection-store.js';

/** Where the tokens are stored, for the vault. */
export const tokenFields = {
  access: `connections/${storedVendors.chat}/access_token`,
  refresh: `connections/${storedVendors.chat}/refresh_token`,
} as const;

/**
 * The part of its life after which an access token is replaced: 6 to 12 minutes before the end of two hours. It differs for each pair, so
 * that orgs which connected together do not refresh together.
 */
const refreshAfter = () => 0.9 + Math.random() * 0.05;

/** In the transaction that saves them. */
export async function sealTokens(
  vault: Vault,
  client: Queryable,
  orgId: number,
  { accessToken, refreshToken, lifeMs }: TokenAnswer,
): Promise<NewTokens> {
  return {
    access: await vault.seal(client, orgId, tokenFields.access, accessToken),
    refresh:
      refreshToken === null ? null : await vault.seal(client, orgId, tokenFields.refresh, refreshToken),
    lifeMs,
    refreshInMs: Math.round(lifeMs * refreshAfter()),
  };
}
