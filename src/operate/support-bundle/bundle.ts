import type { ConversationRef } from '../../contracts/activity-results.js';
import type { Config } from '../../platform/config/config.js';
import type { Environment } from '../../platform/config/read.js';
import type { Queryable } from '../../platform/db/pool.js';
import { describeMachine } from './machine.js';
import { askProcesses } from './processes.js';
import { askAll } from './records.js';
import { withoutSecrets } from './scrub.js';
import { describeSettings, secretsOf } from './settings.js';
import { conversationStatements, statements } from './statements.js';

/** Number of days that counts go back. */
const DAYS = 7;

export interface BundleOptions {
  readonly config: Config;
  /** The settings as text; each value is checked separately before it is shown. */
  readonly environment: Environment;
  readonly db: Queryable;
  /** A conversation whose rows to include, with its org; null for none. */
  readonly conversation: ConversationRef | null;
}

/**
 * Collects, as JSON, the data that Textback's support needs to understand an installation: versions, settings without
 * secrets, counts, IDs, codes and times. It contains no names, numbers, bodies or tokens. An unavailable part says why.
 */
export async function makeBundle({ config, environment, db, conversation }: BundleOptions): Promise<string> {
  const bundle = {
    about: `Textback support bundle. Counts cover the last ${DAYS} days; ms is how long a statement took. Read this file before you send it.`,
    madeAt: new Date().toISOString(),
    mode: config.mode,
    machine: await describeMachine(),
    settings: describeSettings(environment),
    processes: await askProcesses(config),
    records: await askAll(db, statements, [DAYS]),
    ...(conversation === null
      ? {}
      : {
          conversation: await askAll(db, conversationStatements, [
            conversation.conversationId,
            conversation.orgId,
          ]),
        }),
  };
  return withoutSecrets(`${JSON.stringify(bundle, null, 1)}\n`, secretsOf(environment));
}
