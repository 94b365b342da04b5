import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import type { Histories } from '../../operate/histories/histories.js';
import type { Logger } from '../../platform/logging/logger.js';

/** Where people open the Temporal Web UI. */
export interface TemporalUi {
  readonly url: string;
  readonly namespace: string;
}

/** What the console's pages share. */
export interface ConsoleContext {
  readonly config: Config;
  /** A pool of its own: what somebody looks at never holds up a webhook. */
  readonly pool: Pool;
  readonly log: Logger;
  /** Base URL at which people open the console. */
  readonly adminUrl: () => string;
  /** Null where this process knows of no Temporal. */
  readonly histories: Histories | null;
  readonly temporalUi: TemporalUi | null;
}
