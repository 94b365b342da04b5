import type { Config } from '../../platform/config/config.js';
import type { Environment } from '../../platform/config/read.js';
import type { Queryable } from '../../platform/db/pool.js';
import { describeMachine } from './machine.js';
import { askProcesses } from './processes.js';
import { askAll } from './records.js';
import { withoutSecrets } from './scrub.js';
import { describeSettings, secretsOf } from './settings.js';
import { conversationStatements, statements } from './statements.js';

/** Counts go back so many days. */
const DAYS = 7;

export interface BundleOptions {
  readonly config: Config;
  /** The settings as text; values are judged one by one. */
  readonly environment: Environment;
  readonly db: Queryable;
  /** Drift's ID of a conversation to put in with its rows; null: none. */
  readonly conversationId: number | null;
}

/**
 * What the vendor's support needs to understand an installation, as JSON: versions, settings without secrets, counts, IDs,
 * codes and times. No names, numbers, bodies or tokens. Parts that cannot be had say why.
 */
export async function makeBundle({
  config,
  environment,
  db,
  conversationId,
}: BundleOptions): Promise<string> {
  const bundle = {
    about: `Textback support bundle. Counts cover the last ${DAYS} days; ms is how long a statement took. Read this file before you send it.`,
    madeAt: new Date().toISOString(),
    mode: config.mode,
    machine: await describeMachine(),
    settings: describeSettings(environment),
    processes: await askProcesses(config),
    records: await askAll(db, statements, DAYS),
    ...(conversationId === null
      ? {}
      : { conversation: await askAll(db, conversationStatements, conversationId) }),
  };
  return withoutSecrets(`${JSON.stringify(bundle, null, 1)}\n`, secretsOf(environment));
}
