import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
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

/**
 * A TCP port on 127.0.0.1 that nobody listens on.
 *
 * The kernel may hand a closed port out again at once. One connection that the listening side ends first leaves the
 * port in TIME_WAIT, which keeps it from other callers that ask for "any port" but lets a server bind it by number.
 * Not promised: that another program does not take the port by number before the caller does.
 */
export async function freePort(): Promise<number> {
  const server = await listen(0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[ReturnType<typeof connect>]>;
  const client = connect(port, '127.0.0.1');
  const [peer] = await accepted;
  const clientClosed = once(client, 'close');
  client.resume();
  peer.end();
  await Promise.all([clientClosed, close(server)]);
  return port;
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
        `${name} ${port} is taken by another program; stop it or set ${name} to a free port.`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new LocalServerError(
        'PORT_FORBIDDEN',
        `${name} ${port} needs more rights than this user has; set ${name} to a port above 1023.`,
        { cause: error },
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new LocalServerError(
        'PORT_FORBIDDEN',
        `${host} is no address of this machine; ${name} ${port} cannot be opened there.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
