import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALL_WITHIN_MS = 300_000;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

function installWithApt(): void {
  process.stderr.write('Installing Chromium with apt-get for the browser tests (a few minutes at most)\n');
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']];
  for (const args of steps) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env,
      timeout: INSTALL_WITHIN_MS,
    });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${stderr.trim().slice(-500)}`);
  }
}

/** Runs `work` in one process of the machine at a time; a lock older than any install belongs to nobody any more. */
async function inTurn(work: () => void): Promise<void> {
  const lock = join(tmpdir(), 'textback-chromium.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > 2 * INSTALL_WITHIN_MS) rmdirSync(lock);
    else await delay(500);
  }
  try {
    work();
  } finally {
    rmdirSync(lock);
  }
}

/**
 * Path of a Chromium: `CHROMIUM_PATH`, else one on PATH, else, as root on Debian or Ubuntu, installed with apt-get, by
 * the first test file that asks while the others wait. Throws with one message that says how to provide it.
 */
export async function findChromium(): Promise<string> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH ${chosen} is no program that can be run.`);
  }
  const found = onPath();
  if (found !== null) return found;
  const advice = 'Install Chromium, or set CHROMIUM_PATH to a Chromium or Chrome.';
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(`The browser tests need Chromium and found none on PATH. ${advice}`);
  }
  await inTurn(() => {
    if (onPath() === null) installWithApt();
  });
  const installed = onPath();
  if (installed === null) throw new Error(`apt-get installed no Chromium. ${advice}`);
  return installed;
}

/** A headless Chromium; close it. Installing it may take minutes: call this in a hook with a timeout to match. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: FLAGS });
}
