import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertPortFree, freePort } from '../../src/local/ports.js';
import { SANDBOX_ADMIN_TOKEN } from '../../src/platform/config/sandbox-credentials.js';
import { eventually } from '../support/eventually.js';
import { program } from '../support/programs.js';
import { temporalCli, workflowBundle } from '../support/temporal.js';
import { noneLeftWith, processesWith, temporaryFolder } from './support.js';

async function threePortsInARow(): Promise<number> {
  for (;;) {
    const first = await freePort();
    const free = await Promise.allSettled([1, 2].map((offset) => assertPortFree('PORT', first + offset)));
    if (free.every(({ status }) => status === 'fulfilled')) return first;
  }
}

/** `npm start` without npm, as one process that can be signalled; `lines` is what it has said so far. */
class Start {
  readonly child: ChildProcess;
  lines = '';
  constructor(env: Record<string, string>) {
    const { PATH = '', HOME = '' } = process.env;
    this.child = spawn(process.execPath, [program('src/main.ts')], {
      cwd: tmpdir(), // not the checkout, whose .env is the developer's
      env: { PATH, HOME, TEMPORAL_CLI: temporalCli(), ...env },
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.lines += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.lines += data.toString()));
  }

  /** Waits for a line; throws what was said when the process ends without it. */
  async says(text: string): Promise<void> {
    while (!this.lines.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`ended without saying "${text}":\n${this.lines}`);
      const waiting = new AbortController(); // or each line would leave a listener behind
      const { signal } = waiting;
      await Promise.race([
        once(this.child, 'exit', { signal }),
        once(this.child.stdout ?? this.child, 'data', { signal }),
      ]);
      waiting.abort();
    }
  }

  async ends(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ends();
  }
}

describe('npm start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = temporaryFolder();
    const [port, uiPort, sandboxPort] = [await freePort(), await freePort(), await threePortsInARow()];
    env = {
      DATA_DIR: folder.path,
      PORT: String(port),
      TEMPORAL_UI_PORT: String(uiPort),
      SANDBOX_PORT: String(sandboxPort),
      WORKFLOW_BUNDLE: workflowBundle().codePath, // a newcomer has none: test/end-to-end/newcomer
    };
  });
  afterEach(async () => {
    expect(await noneLeftWith(folder.path)).toBe(true);
    folder.remove();
  });

  test('brings everything up within 60 s, stops on Ctrl-C with nothing left running, and starts again; copies of one Ctrl-C, as npm passes them on, are one', async () => {
    for (const round of ['first', 'second']) {
      const since = performance.now();
      const start = new Start(env);
      await start.says('Textback is running.');
      expect({ round, seconds: (performance.now() - since) / 1000 < 60 }).toEqual({ round, seconds: true });
      const pages = [
        `${env['PORT'] ?? ''}/health/live`,
        env['TEMPORAL_UI_PORT'] ?? '',
        env['SANDBOX_PORT'] ?? '',
      ];
      for (const page of pages) {
        const url = `http://127.0.0.1:${page}`;
        expect(start.lines).toContain(url.replace('/health/live', ''));
        expect({ url, status: (await fetch(url)).status }).toEqual({ url, status: 200 });
      }
      expect(processesWith(folder.path).length).toBeGreaterThan(1);
      if (round === 'second') {
        start.child.kill('SIGINT');
        await start.says('Stopping');
      }
      expect(await start.stop('SIGINT')).toBe(0);
      expect(processesWith(folder.path)).toEqual([]);
    }
  }, 120_000);

  test('a Ctrl-C during the start stops what was started', async () => {
    const start = new Start(env);
    await start.says('Starting');
    expect(await start.stop('SIGINT')).toBe(0);
    expect(start.lines).not.toContain('Textback is running.');
  });

  /** `textback operate ...` beside it, with the same DATA_DIR and nothing else. */
  const operate = (...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const { PATH = '', HOME = '' } = process.env;
      execFile(
        process.execPath,
        [program('src/cli/textback.ts'), 'operate', ...args],
        { cwd: folder.path, env: { PATH, HOME, DATA_DIR: folder.path } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  /** Kills the servers that this start has started, one after the other, and has a visitor chat while each is away. */
  const killServersOf = async (start: Start): Promise<void> => {
    const kill = (server: string) => {
      const owner = readFileSync(join(folder.path, `${server}.owner`), 'utf8');
      process.kill((JSON.parse(owner) as { server: { pid: number } }).server.pid, 'SIGKILL');
    };
    const texts = async () => {
      const seen = await fetch(`http://127.0.0.1:${env['SANDBOX_PORT'] ?? ''}/twilio/state`);
      return (await seen.text()).match(/"source":"api"/g)?.length ?? 0;
    };
    let chats = 0;
    for (const [server, name] of [
      ['temporal', 'Temporal'],
      ['postgres', 'PostgreSQL'],
    ] as const) {
      kill(server);
      await start.says(`${name} has ended by itself (signal SIGKILL); starting it again`);
      const drift = `http://127.0.0.1:${env['SANDBOX_PORT'] ?? ''}/drift/conversations`;
      const body = JSON.stringify({ contact: { name: 'Ana', phone: `+1202555014${chats}` }, body: 'Hello?' });
      const made = await fetch(drift, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(made.status).toBeLessThan(300);
      chats += 1;
      await start.says(`${name} runs again`);
      await eventually('the chat gets its text', async () => (await texts()) === chats);
    }
    await eventually('it is ready', async () => {
      const ready = await fetch(`http://127.0.0.1:${env['PORT'] ?? ''}/health/ready`);
      return ready.status === 200;
    });
  };

  test('after a kill -9 nothing is left running and the same command starts again at once; one more on its data names it; commands find what runs; servers that are killed run again', async () => {
    writeFileSync(join(folder.path, '.env'), ''); // so that no command reads the developer's
    const first = new Start(env);
    await first.says('Textback is running.');
    expect(await operate('pause', '--why', 'texts look wrong')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^paused: /) as unknown,
      stderr: '',
    });
    const paused = await fetch(`http://127.0.0.1:${env['PORT'] ?? ''}/admin/pauses`, {
      headers: { authorization: `Bearer ${SANDBOX_ADMIN_TOKEN}` },
    });
    expect(await paused.text()).toContain('texts look wrong');

    await first.stop('SIGKILL');
    expect(await operate('pauses')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        `^not_running: nothing runs on DATA_DIR ${folder.path} any more .*: start it with`,
      ) as unknown,
    });
    const second = new Start({ ...env, FOLLOW_UP_DELAY: '1s', QUIET_HOURS: 'off' });
    await second.says('Textback is running.');
    expect((await operate('pauses')).stdout).toContain('texts look wrong');
    const third = new Start(env);
    expect(await third.ends()).toBe(1);
    expect(third.lines).toContain(`in use by process ${second.child.pid ?? 0}`);

    // Its PostgreSQL and Temporal are killed: they are started again, readiness tells, and chats that started meanwhile get their text.
    expect((await operate('resume')).code).toBe(0);
    await killServersOf(second);
    expect(await second.stop('SIGTERM')).toBe(0);
    expect((await operate('pauses')).stderr).toMatch(/^not_running: nothing runs on DATA_DIR \S+: start it/);
  }, 180_000);

  test('lists every port that is taken in one go, and starts nothing', async () => {
    const names = ['PORT', 'TEMPORAL_UI_PORT', 'SANDBOX_PORT'];
    const others = names.map((name) => createServer().listen(Number(env[name]), '127.0.0.1'));
    await Promise.all(others.map((other) => once(other, 'listening')));
    const start = new Start(env);
    expect(await start.ends()).toBe(1);
    for (const name of names)
      expect(start.lines).toContain(`${name} ${env[name] ?? ''} is in use by another program`);
    const [mode, ...told] = start.lines.trim().split('\n');
    expect([mode, told.length]).toEqual([expect.stringMatching(/^Mode: sandbox\./), 3]);
    for (const other of others) other.close();
  });

  test.each([
    ['a bad variable', { PORT: 'many' }, 'PORT is "many": should be a port number'],
    [
      'a PostgreSQL that is away',
      { SANDBOX: 'on', DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' },
      'DATABASE_URL',
    ],
    [
      'a Temporal CLI that cannot be used',
      { TEMPORAL_CLI: '/nowhere/temporal' },
      'TEMPORAL_CLI /nowhere/temporal',
    ],
  ])('%s is one clear message, and nothing is left running', async (_case, changed, message) => {
    const start = new Start({ ...env, ...changed });
    expect(await start.ends()).toBe(1);
    expect(start.lines).toContain(message);
    expect(start.lines).not.toMatch(/^\s+at /m);
  });
});
