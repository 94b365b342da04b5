import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../platform/config/config.js';
import type { Pool } from '../platform/db/pool.js';
import type { ChatClient } from '../vendors/chat.js';
import type { Logger } from '../platform/logging/logger.js';
import type { SettingsFor } from '../orgs/settings/settings-for.js';
import { registerEnvironmentOrg } from '../orgs/registry/environment-org.js';
import { registerNumbers } from '../records/sessions/numbers.js';

const RETRY_MS = 15_000;

/** Writes down the org that the environment stands for, and ties our numbers to it: the configured one, else the one whose access token we have. Tries until it works. */
export async function registerOrg(
  config: Config,
  settings: SettingsFor,
  pool: Pool,
  chat: Pick<ChatClient, 'orgOfToken'>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const orgId = config.chat.orgId ?? (await chat.orgOfToken());
      await registerEnvironmentOrg(pool, orgId);
      const { fromNumbers } = (await settings.org(orgId)).sms;
      await registerNumbers(pool, orgId, fromNumbers);
      log.info({ orgId, numbers: fromNumbers.length }, 'numbers registered');
      return;
    } catch (error) {
      log.warn({ err: error }, "our numbers' org is not known yet: texts that belong to no thread wait");
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
  }
}
