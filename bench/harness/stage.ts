import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import pg from 'pg';
import { migrate } from '../../src/platform/db/migrate.js';
import { freePort } from '../../src/local/ports.js';
import { startLocalPostgres } from '../../src/local/postgres.js';
import { findTemporalCli } from '../../src/local/temporal-cli.js';
import { startLocalTemporal, type LocalTemporal } from '../../src/local/temporal-server.js';
import { workflowInterceptorModules } from '../../src/platform/tracing/workflow-modules.js';
import { Supervised } from '../../test/chaos/supervisor.js';

/** Environment variable of the bench process: where CPU profiles go. */
export const PROFILE_DIR = 'BENCH_PROFILE_DIR';

/** A Temporal dev server that can be stopped for a while and goes on with what it had. */
export interface Temporal {
  readonly address: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Of a process's log, where it cannot be started. Characters. */
const LAST_WORDS = 2_000;

const open = new Set<Stage>();
const quiet = () => undefined;

let bundled: Promise<string> | null = null;

async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    workflowInterceptorModules,
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

/** Opens a stage for some work and closes it afterwards, whatever happened. */
export async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'textback-bench-'));
  await chmod(folder, 0o755); // PostgreSQL may run as another user
  const stage = new Stage(folder);
  open.add(stage);
  try {
    return await work(stage);
  } finally {
    open.delete(stage);
    await stage.close();
  }
}

/** For an end by a signal. */
export const closeStages = async (): Promise<void> => {
  await Promise.all([...open].map((stage) => stage.close()));
};

/** The servers and processes of one benchmark. */
export class Stage {
  readonly #folder: string;
  readonly #stops: (() => Promise<unknown>)[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.keep(() => rm(folder, { recursive: true, force: true }));
  }

  /** Calls this at the end, the last one first. */
  keep(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
  }

  /** Starts PostgreSQL as it comes, with every commit flushed to disk, and migrates it. Resolves to its URL. */
  async startPostgres(): Promise<string> {
    const postgres = await startLocalPostgres({ dataDir: await this.subfolder('data'), onProgress: quiet });
    this.keep(() => postgres.stop());
    await migrate(postgres.url);
    return postgres.url;
  }

  /** Connections of the bench itself, for looking on. */
  openPool(databaseUrl: string): pg.Pool {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // A connection that is closing may still hear that PostgreSQL is. Statements fail by themselves.
    pool.on('error', () => undefined);
    this.keep(() => pool.end());
    return pool;
  }

  async startTemporal(): Promise<Temporal> {
    const cli = await findTemporalCli({ onProgress: quiet });
    const options = {
      cli,
      dataDir: await this.subfolder('temporal'),
      port: await freePort(),
      onProgress: quiet,
    };
    let server: LocalTemporal | null = await startLocalTemporal(options);
    const { address } = server;
    const stop = async () => {
      await server?.stop();
      server = null;
    };
    this.keep(stop);
    return {
      address,
      stop,
      start: async () => {
        server ??= await startLocalTemporal(options);
      },
    };
  }

  /** Bundles the workflows as `npm run build` does, once for all benchmarks. Resolves to the file. */
  async bundleWorkflows(): Promise<string> {
    bundled ??= bundleWorkflows();
    const file = join(this.#folder, 'workflow-bundle.js');
    await writeFile(file, await bundled);
    return file;
  }

  /**
   * Starts a program of this repository as a process of its own and waits until it is up. `program`: its path from the
   * root; `readyLine`: what it writes then; `options`: Node's own.
   */
  async startNode(plan: {
    readonly name: string;
    readonly program: string;
    readonly env: NodeJS.ProcessEnv;
    readonly readyLine: string;
    readonly options?: readonly string[];
  }): Promise<Supervised> {
    const { name, program, env, readyLine, options = [] } = plan;
    const profileDir = process.env[PROFILE_DIR];
    // A folder for each, since every thread of a process writes a profile.
    const profile = profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profileDir, name)];
    const logFile = join(await this.subfolder('logs'), `${name}.log`);
    const child = new Supervised({
      name,
      args: [
        ...profile,
        ...options,
        '--import',
        'tsx',
        fileURLToPath(new URL(`../../${program}`, import.meta.url)),
      ],
      env,
      readyLine,
      logFile,
    });
    // Nothing is lost that anyone needs; only a process that ends by itself writes its profile.
    this.keep(() => (profileDir === undefined ? child.kill() : child.stop()));
    try {
      await child.start();
    } catch (error) {
      const lastWords = (await readFile(logFile, 'utf8')).slice(-LAST_WORDS);
      throw new Error(`${name} could not be started; its last words:\n${lastWords}`, { cause: error });
    }
    return child;
  }

  /** A folder of this stage's own, gone with it. Resolves to its path. */
  async subfolder(name: string): Promise<string> {
    const folder = join(this.#folder, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async close(): Promise<void> {
    const failed: unknown[] = [];
    for (const stop of this.#stops.splice(0).reverse())
      await stop().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, 'not everything could be stopped');
  }
}
