import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How long the balancer waits for a connection before it tries the next gateway. */
const CONNECT_WITHIN_MS = 1_000;

/** Stands before the gateways as a load balancer does: each connection to the next one, and past one that is down. */
export class Balancer {
  readonly #ports: readonly number[];
  readonly #server = createServer({ noDelay: true }, (client) => void this.#accept(client));
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #accept(client: Socket): Promise<void> {
    client.on('error', () => undefined);
    this.#keep(client);
    const first = this.#turn++;
    for (let i = 0; i < this.#ports.length; i += 1) {
      const upstream = await this.#reach(this.#ports[(first + i) % this.#ports.length] ?? 0);
      if (upstream === null) continue;
      this.#keep(upstream);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
      return;
    }
    client.resetAndDestroy();
  }

  #reach(port: number): Promise<Socket | null> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const timer = setTimeout(() => socket.destroy(new Error('too slow')), CONNECT_WITHIN_MS);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(socket);
      });
      socket.once('error', () => {
        clearTimeout(timer);
        resolve(null);
      });
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
