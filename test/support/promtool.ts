import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache-folder.js';
import { inTurn } from './in-turn.js';

/** An apt-get command takes no longer than this. */
const APT_WITHIN_MS = 120_000;
const ADVICE = "Install Debian's package prometheus, or set PROMTOOL_PATH to a promtool.";

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null where it went well, else what it said. */
function run(command: string, args: readonly string[], cwd: string): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: APT_WITHIN_MS,
  });
  if (status === 0) return null;
  return `${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().slice(-500)}`;
}

/** Takes promtool out of the package without installing it: a Prometheus that starts by itself is nobody's wish here. */
function unpack(target: string): void {
  process.stderr.write('Fetching promtool with apt-get for the tests of the alert rules (20 MB)\n');
  const folder = mkdtempSync(`${target}-`);
  try {
    const download = () => run('apt-get', ['download', 'prometheus'], folder);
    const failure = download() && (run('apt-get', ['update'], folder) ?? download());
    if (failure !== null) throw new Error(`${failure}\n${ADVICE}`);
    const file = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new Error(`apt-get downloaded no package. ${ADVICE}`);
    const unpacked = run('dpkg-deb', ['-x', file, 'package'], folder);
    if (unpacked !== null) throw new Error(`${unpacked}\n${ADVICE}`);
    renameSync(join(folder, 'package/usr/bin/promtool'), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Path of a promtool: `PROMTOOL_PATH`, else one on PATH, else a copy in the user's cache, else, on Debian or Ubuntu, taken
 * out of the package `prometheus`, by the first test file that asks while the others wait. Throws with one message that
 * says how to provide it.
 */
export async function findPromtool(): Promise<string> {
  const chosen = process.env['PROMTOOL_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`PROMTOOL_PATH ${chosen} is no program that can be run.`);
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'promtool')).find(isExecutable);
  if (found !== undefined) return found;
  const cached = join(cacheFolder(), 'promtool');
  if (isExecutable(cached)) return cached;
  if (!isExecutable('/usr/bin/apt-get')) throw new Error(`There is no promtool on PATH. ${ADVICE}`);
  mkdirSync(cacheFolder(), { recursive: true });
  await inTurn(`${cached}.lock`, 4 * APT_WITHIN_MS, () => {
    if (!isExecutable(cached)) unpack(cached);
  });
  return cached;
}

export interface Verdict {
  readonly ok: boolean;
  /** What promtool wrote, both streams. */
  readonly output: string;
}

/** Runs promtool. `input`: what it reads from its standard input. */
export async function promtool(args: readonly string[], input = ''): Promise<Verdict> {
  const { status, stdout, stderr, error } = spawnSync(await findPromtool(), args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  return { ok: status === 0, output: `${stdout}${stderr}` };
}
