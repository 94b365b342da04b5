import { connectPaths } from '../../contracts/stored-names.js';
import type { Connecting } from '../../orgs/connect/connecting.js';
import { createOrgTokens } from '../../orgs/connections/org-tokens.js';
import { createVault } from '../../orgs/vault/vault.js';
import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { createOauthApps } from '../../vendors/oauth-apps.js';

export interface ConnectingOptions {
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicUrl: () => string;
}

/** What connects orgs by the configured apps. */
export function createConnecting(
  { chat, encryptionKeys }: Pick<Config, 'chat' | 'encryptionKeys'>,
  { pool, log, metrics, publicUrl }: ConnectingOptions,
): Connecting {
  const vault = createVault(encryptionKeys);
  const apps = createOauthApps(chat, () => `${publicUrl()}${connectPaths.callback}`);
  return {
    pool,
    vault,
    apps,
    log,
    environmentOrg: chat.orgId,
    tokens: createOrgTokens({ pool, vault, apps, log, metrics }),
    beginUrl: () => `${publicUrl()}${connectPaths.begin}`,
    hasKeys: encryptionKeys !== null,
    callsPerSecond: chat.rateLimit.perSecond,
  };
}
