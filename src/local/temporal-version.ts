import { spawnSync } from 'node:child_process';

/** The CLI that is fetched when there is none, and the oldest dev server that serves the product and its tests. */
export const TEMPORAL_CLI_VERSION = '1.9.1';
export const OLDEST_SERVER = [1, 32] as const;

/** Why this program cannot serve, or null when it is a Temporal CLI whose dev server is new enough. */
export function whyUnfit(cli: string): string | null {
  const { error, status, stdout } = spawnSync(cli, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (error !== undefined) return error.message;
  const version = /Server (\d+)\.(\d+)/.exec(stdout);
  if (status !== 0 || version === null) return 'it is not a Temporal CLI';
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const fits = major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
  return fits
    ? null
    : `its server is ${major}.${minor}, but Textback needs ${OLDEST_SERVER.join('.')} (CLI 1.9) or later`;
}
