import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A load balancer as simple as it gets: each connection goes to the next gateway. */
export interface Balancer {
  readonly url: string;
  /** Takes another gateway in. */
  add(gatewayUrl: string): void;
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  const targets: URL[] = [];
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    const target = targets[turn++ % targets.length];
    if (target === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    add: (gatewayUrl) => targets.push(new URL(gatewayUrl)),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
