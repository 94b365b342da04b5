import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { LocalServerError } from './local-server-error.js';

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer();
  server.listen({ port, host, exclusive: true });
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** Below the ports that systems use for outgoing connections (Linux: 32768 and up), where a free port does not stay free. */
const LOWEST = 12_000;
const HIGHEST = 31_999;
const handedOut = new Set<number>();

/**
 * A free TCP port on 127.0.0.1, a different one at each call.
 * Not promised: that another program does not take it before the caller does.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (handedOut.has(port) || !(await canBeListenedOn(port))) continue;
    handedOut.add(port);
    return port;
  }
}

async function canBeListenedOn(port: number): Promise<boolean> {
  try {
    await close(await listen(port, '127.0.0.1'));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return false;
    throw error;
  }
}

/**
 * Passes when `port` can be listened on at `host`, else throws a LocalServerError (PORT_TAKEN, PORT_FORBIDDEN) whose
 * message names the setting to change.
 *
 * @param name the setting that holds the port, such as `PORT`
 */
export async function assertPortFree(name: string, port: number, host = '127.0.0.1'): Promise<void> {
  try {
    await close(await listen(port, host));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new LocalServerError(
        'PORT_TAKEN',
        `${name} ${port} is in use by another program; stop it, or set ${name} to a free port.`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new LocalServerError(
        'PORT_FORBIDDEN',
        `${name} ${port} requires more privileges than this user has; set ${name} to a port above 1023.`,
        { cause: error },
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new LocalServerError(
        'PORT_FORBIDDEN',
        `${host} is not an address of this machine, so ${name} ${port} cannot be opened there.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
