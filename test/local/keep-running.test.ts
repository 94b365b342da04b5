import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { keepRunning, type KeptServer } from '../../src/local/keep-running.js';
import { LocalServerError } from '../../src/local/local-server-error.js';
import { startServerProcess, type ServerProcess } from '../../src/local/server-process.js';
import { eventually } from '../support/eventually.js';
import { noneLeftWith, temporaryFolder } from './support.js';

describe('a server that is kept running', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let kept: KeptServer | undefined;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await kept?.stop();
    expect(await noneLeftWith(folder.path)).toBe(true);
    folder.remove();
  });

  const run = (script: string): Promise<ServerProcess> =>
    startServerProcess(
      { command: 'sh', args: ['-c', script, folder.path] },
      {
        logFile: join(folder.path, 'log'),
        stopSteps: [{ signal: 'SIGTERM', wait: 5_000 }],
        onSpawn: () => undefined,
      },
    );
  const lasting = () => run('while :; do read -r _ < /dev/null; sleep 0.1; done');
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);

  test('is started again when it is killed, and not when it is stopped', async () => {
    const started: ServerProcess[] = [];
    const launch = async () => {
      const server = await lasting();
      started.push(server);
      return server;
    };
    const first = await lasting();
    kept = keepRunning(first, { name: 'The server', launch, say, pauses: [0] });
    for (const [i, server] of [first, first].entries()) {
      process.kill((started.at(-1) ?? server).pid, 'SIGKILL');
      await eventually(
        'it runs again',
        () => started.length === i + 1 && lines.includes('The server runs again'),
      );
    }
    expect(lines[0]).toBe('The server has ended by itself (signal SIGKILL); starting it again');
    await kept.stop();
    expect(started.map((server) => server.ended() !== null)).toEqual([true, true]);
  });

  test('is given up with one message when it ends again and again, and also when it cannot be started any more', async () => {
    for (const launch of [() => run('exit 7'), () => Promise.reject(new Error('its port is taken'))]) {
      const given = keepRunning(await run('exit 7'), { name: 'The server', launch, say, pauses: [0, 1, 2] });
      const error: unknown = await given.failed.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LocalServerError);
      expect(error).toMatchObject({
        code: 'KEEPS_ENDING',
        message: expect.stringMatching(
          /^The server has ended 6 times within 5 minutes, the last time with: (exit code 7|its port is taken)\. Textback stops\.$/,
        ) as unknown,
      });
      await given.stop();
    }
  });

  test('a stop while it waits to be started again ends the wait', async () => {
    const launch = () => Promise.reject(new Error('not yet'));
    kept = keepRunning(await run('exit 7'), { name: 'The server', launch, say, pauses: [0, 60_000] });
    await eventually('it waits', () => lines.some((line) => line.includes('in 60 s')));
    await kept.stop();
  });
});
