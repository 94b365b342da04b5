import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { VariableName } from '../../src/platform/config/variables.js';
import { assertPortFree, freePort } from '../../src/local/ports.js';
import { identify, type ProcessIdentity } from '../../src/local/process-identity.js';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');

export type Environment = Partial<Record<VariableName | 'TEMPORAL_CLI', string>>;

/** Ports of their own for the gateway, the sandbox (three in a row) and the Temporal Web UI. */
export async function freePorts(): Promise<Environment> {
  for (;;) {
    const sandbox = await freePort();
    const after = await Promise.allSettled(
      [1, 2].map((offset) => assertPortFree('SANDBOX_PORT', sandbox + offset)),
    );
    if (after.some(({ status }) => status === 'rejected')) continue;
    const [PORT, TEMPORAL_UI_PORT] = [String(await freePort()), String(await freePort())];
    return { PORT, TEMPORAL_UI_PORT, SANDBOX_PORT: String(sandbox) };
  }
}

/** Textback as `npm start` brings it up, without npm in between: one process that can be signalled. */
export class NpmStart {
  readonly #child: ChildProcess;
  #output = '';

  /** @param folder the working directory. Not the repository's: a developer's `.env` there holds real keys. */
  constructor(folder: string, environment: Environment) {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, ...environment };
    this.#child = spawn(process.execPath, ['--import', TSX, MAIN], { cwd: folder, env });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => (this.#output += bytes.toString()));
  }

  /** Waits until it says that Textback is running; rejects with what it said if it ends before that. */
  async runs(): Promise<void> {
    while (!this.#output.includes('Press Ctrl-C to stop.')) {
      if (this.hasEnded) throw new Error(`Textback did not start:\n${this.#output}`);
      await Promise.race([once(this.#child, 'close'), once(this.#child.stdout ?? this.#child, 'data')]);
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Where a part runs, read off the lines that it shows to people. */
  address(part: 'Gateway' | 'Sandbox' | 'Temporal Web UI'): string {
    const address = new RegExp(`^ +${part} +(http\\S+)`, 'm').exec(this.#output)?.[1];
    if (address === undefined) throw new Error(`no address of "${part}" in:\n${this.#output}`);
    return address;
  }

  /** This process and all that it has started, directly or not. */
  processes(): ProcessIdentity[] {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
    const pairs = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const family = [this.#child.pid ?? 0];
    for (const parent of family)
      family.push(...pairs.flatMap(([pid = 0, of]) => (of === parent ? [pid] : [])));
    return family.map(identify).filter((found) => found !== null);
  }

  /** Sends a signal; resolves to the exit code, or null when the signal ended it. */
  async stop(signal: 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    if (this.hasEnded) return this.#child.exitCode;
    const closed = once(this.#child, 'close');
    this.#child.kill(signal);
    await closed;
    return this.#child.exitCode;
  }
}
