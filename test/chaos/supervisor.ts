import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** As `systemd` or a container engine would: what has ended is started again after a moment. */
const RESTART_AFTER_MS = 500;
const UP_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 40_000;

export interface ProcessPlan {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What it writes when it is up. */
  readonly readyLine: string;
  readonly logFile: string;
}

/** Node running one program, kept alive until it is stopped. */
export class Supervised {
  /** How often the process has ended without being told to, once it was up; one that cannot start is started again. */
  crashes = 0;
  readonly #plan: ProcessPlan;
  readonly #log: WriteStream;
  #child: ChildProcess | null = null;
  #stopping = false;
  #isExpected = false;
  #isUp = false;
  readonly #listeners = new Set<(text: string) => unknown>();

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    this.#log = createWriteStream(plan.logFile, { flags: 'a' });
  }

  async start(): Promise<void> {
    this.#spawn();
    await this.whenUp();
  }

  async whenUp(): Promise<void> {
    const until = performance.now() + UP_WITHIN_MS;
    while (!this.#isUp) {
      if (performance.now() > until) throw new Error(`the ${this.#plan.name} is not up`);
      await sleep(50);
    }
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** A word to preload.ts. */
  tell(word: string): void {
    this.#child?.stdin?.write(`${word}\n`);
  }

  /** Sends it and waits for the end; the process is then started again. Null where none ran, else how it ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#isExpected = true;
    child.kill(signal);
    return ended(child);
  }

  /** Resolves with true once it writes these words, false when it does not soon. */
  async hears(words: string, withinMs: number): Promise<boolean> {
    const heard: string[] = [];
    const listen = (text: string) => heard.push(text);
    this.#listeners.add(listen);
    const wasHeard = () => heard.some((text) => text.includes(words));
    const until = performance.now() + withinMs;
    while (!wasHeard() && performance.now() < until) await sleep(50);
    this.#listeners.delete(listen);
    return wasHeard();
  }

  /** For good. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child !== null) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended(child);
      clearTimeout(timer);
    }
    this.#log.end();
  }

  /** For good and at once. */
  async kill(): Promise<void> {
    this.#stopping = true;
    await this.end('SIGKILL');
    this.#log.end();
  }

  #spawn(): void {
    const { PATH, HOME } = process.env;
    const { args, env, readyLine } = this.#plan;
    const child = spawn(process.execPath, args, {
      env: { PATH, HOME, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    let beginning = '';
    const take = (bytes: Buffer) => {
      const text = bytes.toString();
      this.#log.write(text);
      for (const listen of this.#listeners) listen(text);
      if (this.#isUp || child !== this.#child) return;
      beginning += text;
      if (beginning.includes(readyLine)) this.#isUp = true;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code, signal) => {
      if (!this.#isExpected && this.#isUp) this.crashes += 1;
      this.#child = null;
      this.#isUp = false;
      this.#isExpected = false;
      this.#log.write(`chaos: ended with ${signal ?? code ?? '?'}\n`);
      if (!this.#stopping) setTimeout(() => this.#stopping || this.#spawn(), RESTART_AFTER_MS);
    });
    this.#child = child;
  }
}

async function ended(child: ChildProcess): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) await sleep(20);
  return child.signalCode ?? String(child.exitCode);
}
