import type { Pool } from '../../platform/db/pool.js';
import type { InstallDeps } from '../../orgs/connect/install.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import type { ServedOrgs } from '../../orgs/served-orgs.js';
import type { HandOver } from './start-conversation.js';

export interface HandlerContext extends HandOver {
  readonly pool: Pool;
  readonly metrics: Metrics;
  /** What it takes to see that an org has taken our app out. */
  readonly oauth: Pick<InstallDeps, 'vault' | 'apps'>;
  /** Our own numbers, as configured. */
  readonly numbers: readonly string[];
  readonly servedOrgs: Pick<ServedOrgs, 'served'>;
}
