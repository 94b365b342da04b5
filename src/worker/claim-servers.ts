import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { checkKeys, WrongKeys } from '../orgs/vault/check-keys.js';
import type { Config } from '../platform/config/config.js';
import { claimMode, WrongMode } from '../platform/db/installation-mode.js';
import type { Pool } from '../platform/db/pool.js';
import type { Logger } from '../platform/logging/logger.js';
import { claimQueue } from '../platform/temporal/live-queue.js';
import { registerSearchAttributes } from '../platform/temporal/register-search-attributes.js';

const RETRY_MS = 2_000;

/**
 * Makes database and task queues this mode's before anything is polled: a sandbox never works on what was live, and nothing is
 * done with other keys than those that secrets are sealed with. Waits for a PostgreSQL that is away. @throws WrongMode, WrongKeys, LiveQueue
 */
export async function claimServers(
  { mode, encryptionKeys, temporal: { taskQueue } }: Pick<Config, 'mode' | 'temporal' | 'encryptionKeys'>,
  {
    pool,
    connection,
    namespace,
  }: { readonly pool: Pool; readonly connection: Connection; readonly namespace: string },
  log: Logger,
): Promise<void> {
  log.info({ mode }, `worker starts: ${mode}`);
  for (;;) {
    try {
      await claimMode(pool, mode);
      await checkKeys(pool, encryptionKeys);
      break;
    } catch (error) {
      if (error instanceof WrongMode || error instanceof WrongKeys) throw error;
      log.warn({ code: 'storage_unavailable', err: error }, 'PostgreSQL is away: the worker waits for it');
      await sleep(RETRY_MS);
    }
  }
  await registerSearchAttributes(connection, namespace);
  await claimQueue(connection, { namespace, taskQueue, mode }, log);
}
