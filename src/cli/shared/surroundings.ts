import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfigFor, type Config } from '../../platform/config/config.js';
import { packageAbove } from '../../platform/process/package-version.js';

/** The checkout, or in the container image the folder of the program. */
export async function homeFolder(): Promise<string> {
  const found = await packageAbove(fileURLToPath(import.meta.url), 'textback');
  return found?.folder ?? process.cwd();
}

/** Where something is looked for that is named without a whole path: here first, then in the checkout. */
async function placesOf(path: string): Promise<string[]> {
  return isAbsolute(path) ? [path] : [...new Set([resolve(path), join(await homeFolder(), path)])];
}

/** Sets what `.env` sets, where there is one; what is set already stays. */
export async function loadEnvironment(): Promise<void> {
  const file = (await placesOf('.env')).find((place) => existsSync(place));
  if (file !== undefined) process.loadEnvFile(file);
}

/** Reads the configuration, `.env` included, for a command that works on records. @throws ConfigError */
export async function readConfig(): Promise<Config> {
  await loadEnvironment();
  return loadConfigFor('records');
}

/** Where the data of the Textback may lie that is meant by DATA_DIR. */
export const dataFolders = ({ database }: Pick<Config, 'database'>): Promise<string[]> =>
  placesOf(database.dataDir);
