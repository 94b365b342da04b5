import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServersReport } from './servers.js';

/** The process that holds the servers, handed from global-setup.ts to global-teardown.ts. */
export interface ServersHolder {
  textbackServers?: ChildProcess;
}

/**
 * Starts what the tests run against, once for all test files, in a process of its own: jest loads this file without
 * its module mapper, and the servers must end with jest however jest ends. The channel between the two closes with
 * jest (Ctrl-C, kill -9), and the other process then stops everything.
 */
export default async function globalSetup(): Promise<void> {
  const servers = fork(fileURLToPath(new URL('servers.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    detached: true,
  });
  (globalThis as ServersHolder).textbackServers = servers;
  const reported = once(servers, 'message') as Promise<[ServersReport]>;
  const ended = once(servers, 'exit').then((): null => null);
  const first = await Promise.race([reported, ended]);
  if (first === null) throw new Error('The servers for the tests ended before they were ready.');
  const [report] = first;
  if ('failure' in report) throw new Error(report.failure);
  Object.assign(process.env, report.environment);
}
