import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Stage } from '../harness/stage.js';
import type { Account, FromCaller, MadeCall, ToCaller, WantedCall } from './calls.js';

/** Processes that call Drift on one database, as the workers of one installation do. */
export class Callers {
  /** In the order in which they were done. */
  readonly made: MadeCall[] = [];
  readonly #children: readonly ChildProcess[];
  #next = 0;

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
    for (const child of children)
      child.on('message', (message: FromCaller) => {
        if (message !== 'ready') this.made.push(message);
      });
  }

  /** Starts them; they end with the stage. */
  static async start(stage: Stage, databaseUrl: string, count: number): Promise<Callers> {
    const { PATH, HOME } = process.env;
    const children = Array.from({ length: count }, () =>
      fork(fileURLToPath(new URL('caller-main.ts', import.meta.url)), {
        execArgv: ['--import', 'tsx'],
        env: { PATH, HOME, DATABASE_URL: databaseUrl },
      }),
    );
    for (const child of children) stage.keep(() => ended(child));
    await Promise.all(children.map((child) => once(child, 'message')));
    return new Callers(children);
  }

  /** Every process works for this account from now on. */
  serve(account: Account): void {
    for (const child of this.#children) this.#tell(child, { do: 'serve', account });
  }

  /** Hands calls to the processes in turn. */
  call(calls: readonly WantedCall[]): void {
    const shares = this.#children.map((): WantedCall[] => []);
    for (const call of calls) shares[this.#next++ % shares.length]?.push(call);
    this.#children.forEach((child, i) => this.#tell(child, { do: 'call', calls: shares[i] ?? [] }));
  }

  /** @throws Error where not so many calls of the account were done in time. */
  async whenMade(orgId: number, count: number, withinMs: number): Promise<readonly MadeCall[]> {
    const until = performance.now() + withinMs;
    for (;;) {
      const mine = this.made.filter((call) => call.orgId === orgId);
      if (mine.length >= count) return mine;
      if (performance.now() > until)
        throw new Error(`${mine.length} of ${count} calls were made in ${withinMs / 1_000} s`);
      await sleep(50);
    }
  }

  #tell(child: ChildProcess, message: ToCaller): void {
    child.send(message);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
