import { createOrgTokens } from '../../../src/orgs/connections/org-tokens.js';
import { tokenFields } from '../../../src/orgs/connections/sealing.js';
import { createVault } from '../../../src/orgs/vault/vault.js';
import { createPool } from '../../../src/platform/db/pool.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { testRing } from '../../support/keys.js';
import { oauthOf } from './oauth.js';

// A process that asks for an org's token, comes to one step of the refresh, says so and stays there, for a test to kill.
const {
  REFRESH_DATABASE_URL: url = '',
  REFRESH_DRIFT_URL: driftUrl = '',
  REFRESH_ORG,
  REFRESH_STOP_AT,
} = process.env;

const come = async (step: string): Promise<void> => {
  if (step !== REFRESH_STOP_AT) return;
  process.send?.(step);
  await new Promise(() => setInterval(() => undefined, 1_000));
};

const log = createLogger('test', 'silent');
const pool = createPool({ url, size: 3, name: 'test', timeoutMs: 10_000, log });
const sealed = createVault(testRing('k1'));
const app = oauthOf(driftUrl);
const tokens = createOrgTokens({
  pool,
  vault: {
    ...sealed,
    open: async (client, orgId, field, value) => {
      if (field === tokenFields.refresh) await come('locked');
      return sealed.open(client, orgId, field, value);
    },
  },
  apps: {
    read: null,
    write: {
      ...app,
      refresh: async (token) => {
        await come('counted');
        const answer = await app.refresh(token);
        await come('answered');
        return answer;
      },
    },
  },
  log,
  metrics: new Metrics(),
  holdMs: 500,
});
await tokens.tokenOf(Number(REFRESH_ORG)).get();
await come('saved');
await pool.end();
