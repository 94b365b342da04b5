import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import type { NamedEvent } from '../../contracts/events.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { Metrics } from '../../platform/metrics/metrics.js';

/** What the gateway's routes share. Nothing in it reaches Temporal, Drift or Twilio. */
export interface GatewayContext {
  readonly config: Config;
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Base of the URLs that vendors call; signatures are made over it. */
  readonly publicUrl: () => string;
  /** Stores the event; resolves after the commit. Throws HttpError storage_unavailable in bounded time. */
  readonly accept: (event: NamedEvent) => Promise<void>;
}
