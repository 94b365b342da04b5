import { setTimeout as delay } from 'node:timers/promises';
import { LocalServerError } from './local-server-error.js';
import type { ServerProcess } from './server-process.js';

/** A server that ends more often than this within the time is given up. */
const MOST_ENDS = 5;
const WITHIN_MS = 5 * 60_000;
/** Pauses before the first start anew, the second one in a row, and so on. Milliseconds. */
const PAUSES = [0, 1_000, 2_000, 4_000, 8_000] as const;

export interface KeepRunningOptions {
  /** The server, for the lines that say what happened. */
  readonly name: string;
  /** Starts it on the same data and the same ports; ready when it resolves, nothing left running when it rejects. */
  readonly launch: () => Promise<ServerProcess>;
  readonly say: (line: string) => void;
  /** For tests. */
  readonly pauses?: readonly number[];
}

/** A server that is started again whenever it ends by itself. */
export interface KeptServer {
  /** Rejects when the server has ended again and again: somebody has to look at it. */
  readonly failed: Promise<never>;
  /** Stops it, and starts it no more. */
  stop(): Promise<void>;
}

/** A server that ends for good when it ends. */
export const notKept = (server: ServerProcess): KeptServer => ({
  failed: new Promise<never>(() => undefined),
  stop: () => server.stop(),
});

/**
 * Keeps a server running that this process has started: killed, out of memory, crashed, it is started again at once, and after ever longer
 * pauses if it ends again. Not promised: that a server which runs and does not answer is noticed; readiness tells of that.
 */
export function keepRunning(first: ServerProcess, options: KeepRunningOptions): KeptServer {
  const { name, launch, say, pauses = PAUSES } = options;
  let server: ServerProcess | null = first;
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  const ends: number[] = [];

  /** Throws when it is given up. */
  const startAgain = async (why: string): Promise<ServerProcess | null> => {
    for (let reason = why; ;) {
      const now = performance.now();
      ends.push(now);
      const recent = ends.filter((at) => now - at < WITHIN_MS).length;
      if (recent > MOST_ENDS)
        throw new LocalServerError(
          'KEEPS_ENDING',
          `${name} has ended ${recent} times within ${WITHIN_MS / 60_000} minutes, the last time with: ${reason}. Textback stops.`,
        );
      const pause = pauses[Math.min(recent, pauses.length) - 1] ?? 0;
      say(
        `${name} has ended by itself (${reason}); starting it again${pause === 0 ? '' : ` in ${pause / 1_000} s`}`,
      );
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined); // stopped: looked at next
      if (isStopping()) return null;
      try {
        const started = await launch();
        if (isStopping()) {
          await started.stop();
          return null;
        }
        say(`${name} runs again`);
        return started;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
  };

  const watching = (async () => {
    while (server !== null) {
      const why = await server.exited;
      if (isStopping()) return;
      server = await startAgain(why);
    }
  })();
  const failed = watching.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined); // whoever waits for it is told all the same
  return {
    failed,
    stop: async () => {
      stopping.abort();
      await server?.stop();
      await watching.catch(() => undefined); // it was told to whoever waits for `failed`
    },
  };
}
