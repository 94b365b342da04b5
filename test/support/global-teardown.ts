import { once } from 'node:events';
import type { ServersHolder } from './global-setup.js';

/** Lets the servers go and waits until they are gone. */
export default async function globalTeardown(): Promise<void> {
  const servers = (globalThis as ServersHolder).textbackServers;
  if (servers === undefined || servers.exitCode !== null || servers.signalCode !== null) return;
  const ended = once(servers, 'exit');
  servers.disconnect();
  await ended;
}
