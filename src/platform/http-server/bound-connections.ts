import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './source-address.js';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Holds at most `most` connections. A newcomer beyond that takes the place of an old connection from the source that has the
 * most of them, so that a flood displaces itself; a connection whose request is being answered keeps its place. If every
 * connection is being answered, the newcomer is turned away.
 */
export function boundConnections(server: Server, most: number): void {
  const bySource = new Map<string, Set<Socket>>();
  const latest = new WeakMap<Socket, Exchange>();
  let count = 0;

  const isBeingAnswered = (socket: Socket) => {
    const exchange = latest.get(socket);
    return exchange?.request.complete === true && !exchange.response.writableFinished;
  };
  const sourceWithMost = () => [...bySource.values()].reduce((a, b) => (b.size > a.size ? b : a), new Set());

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    latest.set(request.socket, { request, response });
  });
  server.on('connection', (socket: Socket) => {
    if (count >= most) {
      const displaced = [...sourceWithMost()].find((one) => !isBeingAnswered(one)); // a Set keeps the order of arrival
      if (displaced === undefined) {
        socket.destroy();
        return;
      }
      forget(displaced);
      displaced.destroy();
    }
    const source = networkOf(socket.remoteAddress);
    remember(source, socket);
    socket.once('close', () => forget(socket));
  });

  const sources = new WeakMap<Socket, string>();
  function remember(source: string, socket: Socket): void {
    const theirs = bySource.get(source) ?? new Set();
    bySource.set(source, theirs.add(socket));
    sources.set(socket, source);
    count += 1;
  }
  function forget(socket: Socket): void {
    const source = sources.get(socket) ?? '';
    const theirs = bySource.get(source);
    if (theirs?.delete(socket) !== true) return;
    count -= 1;
    if (theirs.size === 0) bySource.delete(source);
  }
}
