import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LocalServerError } from './local-server-error.js';
import type { Installer } from './installer.js';
import { INSTALLERS } from './temporal-installers.js';
import { TEMPORAL_CLI_VERSION, whyUnfit } from './temporal-version.js';

export interface TemporalCliSearch {
  /** Told each step that takes a while. */
  onProgress: (line: string) => void;
  /** TEMPORAL_CLI, PATH, XDG_CACHE_HOME and HOME are read from here. */
  env?: NodeJS.ProcessEnv;
  installers?: readonly Installer[];
  /** Ends a search that is under way; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

function onPath(env: NodeJS.ProcessEnv): string | null {
  const candidates = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'temporal'));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function cachePath(env: NodeJS.ProcessEnv): string {
  const root = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache');
  return join(root, 'textback', `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
}

/** Installs beside the cache and moves the finished program into place in one step: callers at the same time only repeat work. */
async function installInto(cached: string, installer: Installer, signal?: AbortSignal): Promise<void> {
  const folder = join(cached, '..');
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, 'draft-'));
  try {
    const program = await installer.install(join(draft, 'install'), signal);
    await chmod(program, 0o755);
    const reason = whyUnfit(program);
    if (reason !== null) throw new Error(reason);
    await rename(program, cached);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * The path of a Temporal CLI whose dev server is new enough. Looked for in this order: `TEMPORAL_CLI`, `temporal` on
 * PATH, the user's cache, then each installer, whose result is kept in the cache.
 * Throws LocalServerError CLI_NOT_FOUND, which lists what was tried, what came of it, and how to mend it.
 */
export async function findTemporalCli(search: TemporalCliSearch): Promise<string> {
  const { onProgress, env = process.env, installers = INSTALLERS, signal } = search;
  const tried: string[] = [];
  const chosen = env['TEMPORAL_CLI'];
  if (chosen !== undefined && chosen !== '') {
    const reason = whyUnfit(chosen);
    if (reason === null) return chosen;
    throw new LocalServerError('CLI_NOT_FOUND', `TEMPORAL_CLI ${chosen} is not usable: ${reason}.`);
  }
  const found = onPath(env);
  if (found !== null) {
    const reason = whyUnfit(found);
    if (reason === null) return found;
    onProgress(`Skipping ${found}: ${reason}`);
    tried.push(`${found}: ${reason}`);
  } else {
    tried.push('PATH: no temporal found');
  }
  const cached = cachePath(env);
  if (existsSync(cached)) {
    const reason = whyUnfit(cached);
    if (reason === null) return cached;
    tried.push(`${cached}: ${reason}`);
  }
  for (const installer of installers) {
    signal?.throwIfAborted();
    onProgress(installer.announcement);
    try {
      await installInto(cached, installer, signal);
      return cached;
    } catch (error) {
      signal?.throwIfAborted();
      const reason = (error as Error).message;
      // Libraries chain their causes in one line: the last one is the cause.
      onProgress(`That failed: ${reason.split(': ').at(-1) ?? reason}`);
      tried.push(`${installer.name}: ${reason}`);
    }
  }
  throw new LocalServerError(
    'CLI_NOT_FOUND',
    `The Temporal CLI could not be found or downloaded. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      `Install the Temporal CLI ${TEMPORAL_CLI_VERSION} or later and put it on PATH, or set TEMPORAL_CLI to its path, or set ` +
      'TEMPORAL_ADDRESS to your own Temporal server.',
  );
}
