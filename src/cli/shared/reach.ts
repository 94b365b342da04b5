import { findOwnKeys } from '../../local/own-keys.js';
import { findInstance, type Instance } from '../../local/instance.js';
import type { Config } from '../../platform/config/config.js';
import { configuredTemporal } from '../../platform/config/external.js';
import type { KeyEncryption } from '../../platform/secrets/key-encryption.js';
import type { TemporalServer } from '../../platform/temporal/connection.js';
import { dataFolders } from './surroundings.js';

/** Nothing was configured and nothing runs on DATA_DIR that this command could reach. The message says how to go on. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
  readonly code = 'not_running';
}

/** The Textback that runs on DATA_DIR. @throws NotRunning */
async function instanceOf(config: Config, setting: string): Promise<Instance> {
  const folders = await dataFolders(config);
  const found = folders.map((folder) => findInstance(folder));
  const running = found.find((one) => one.state === 'running');
  if (running !== undefined) return running.instance;
  const ended = found.find((one) => one.state === 'ended');
  const told = ended === undefined ? '' : ` any more (process ${ended.pid} has ended)`;
  throw new NotRunning(
    `nothing runs on DATA_DIR ${config.database.dataDir}${told}: start it with \`npm start\`, or set ${setting}. ` +
      `Looked in ${folders.join(' and ')}.`,
  );
}

function ownOnly<T>(server: T | null, { owner }: Instance, name: string, setting: string): T {
  if (server !== null) return server;
  throw new NotRunning(
    `the Textback that runs on DATA_DIR, process ${owner.pid}, was given its ${name} by ${setting}: set the same here`,
  );
}

/** DATABASE_URL, else the database of the Textback that runs on DATA_DIR. Starts nothing. @throws NotRunning */
export async function reachDatabase(config: Config): Promise<string> {
  if (config.database.url !== null) return config.database.url;
  const instance = await instanceOf(config, 'DATABASE_URL');
  return ownOnly(instance.databaseUrl, instance, 'PostgreSQL', 'DATABASE_URL');
}

/** The configured Temporal, else that of the Textback that runs on DATA_DIR. Starts nothing. @throws NotRunning */
export async function reachTemporal(config: Config): Promise<TemporalServer> {
  const configured = configuredTemporal(config);
  if (configured !== null) return configured;
  const instance = await instanceOf(config, 'TEMPORAL_ADDRESS');
  return ownOnly(instance.temporal, instance, 'Temporal', 'TEMPORAL_ADDRESS');
}

/** PUBLIC_URL, else where the Textback listens that runs on DATA_DIR; else what a gateway on this machine would have. */
export async function reachGateway(config: Config): Promise<string> {
  const { publicUrl, host, port } = config.server;
  if (publicUrl !== null) return publicUrl;
  const found = (await dataFolders(config)).map((folder) => findInstance(folder));
  const running = found.find((one) => one.state === 'running');
  return running?.instance.gatewayUrl ?? `http://${host}:${port}`;
}

/** ENCRYPTION_KEYS, else those beside the PostgreSQL that Textback starts itself; null: there are none. Makes none. */
export async function reachKeys({ encryptionKeys, database }: Config): Promise<KeyEncryption | null> {
  if (encryptionKeys !== null || database.url !== null) return encryptionKeys;
  const found = (await dataFolders({ database })).map((folder) => findOwnKeys(folder));
  return found.find((keys) => keys !== null) ?? null;
}
