import type { Pool } from '../db/pool.js';
import type { HandOver } from '../temporal/start-conversation.js';

export interface HandlerContext extends HandOver {
  readonly pool: Pool;
  /** Our own numbers, as configured. */
  readonly numbers: readonly string[];
}
