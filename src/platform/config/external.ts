import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from './config.js';
import { ConfigError } from './read.js';

/** The token for calls to Drift. A process that is not meant to call Drift does not keep it. */
export function requireChatToken({ chat }: Pick<Config, 'chat'>): string {
  if (chat.accessToken !== null) return chat.accessToken;
  throw new ConfigError(['DRIFT_ACCESS_TOKEN is missing: this process calls Drift']);
}

/** The database of a process that starts none itself. */
export function requireDatabase({ database }: Config): string {
  if (database.url !== null) return database.url;
  throw new ConfigError(['DATABASE_URL is missing: only `npm start` starts its own PostgreSQL']);
}

/** The Temporal server that was configured, by TEMPORAL_ADDRESS or a profile of `@temporalio/envconfig`; null: none was. */
export function configuredTemporal({ temporal }: Config): { address: string; namespace: string } | null {
  if (temporal.address !== null) return { address: temporal.address, namespace: temporal.namespace };
  const byProfile = temporal.environment['TEMPORAL_PROFILE'] ?? temporal.environment['TEMPORAL_CONFIG_FILE'];
  if (!byProfile) return null;
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: { ...temporal.environment },
  });
  return connectionOptions.address
    ? { address: connectionOptions.address, namespace: namespace ?? temporal.namespace }
    : null;
}

/** The Temporal server of a process that starts none itself. */
export function requireTemporal(config: Config): { address: string; namespace: string } {
  const server = configuredTemporal(config);
  if (server !== null) return server;
  throw new ConfigError(['TEMPORAL_ADDRESS is missing: only `npm start` starts its own Temporal server']);
}
