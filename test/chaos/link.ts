import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a link has done to those who use it. */
export interface LinkEffects {
  /** Connections that were broken or turned away by a cut. */
  cut: number;
  /** Pieces of data that were held back by a hang, and those that were let go late. */
  hung: number;
  /** Connections that were reset in the middle. */
  reset: number;
  delayed: number;
}

const WITHIN_BYTES_MS = 15_000;

/** A TCP connection between two parts, on loopback, that can be cut, hung, delayed, or reset after a number of bytes. */
export class Link {
  readonly effects: LinkEffects = { cut: 0, hung: 0, reset: 0, delayed: 0 };
  /** Times in which what was sent may have arrived late. Milliseconds on the ledgers' clock. */
  readonly heldUp: { from: number; until: number }[] = [];
  readonly #server = createServer({ noDelay: true }, (client) => this.#accept(client));
  readonly #sockets = new Set<Socket>();
  readonly #target: () => number;
  #cutUntil = 0;
  #hungUntil = 0;
  #slowUntil = 0;
  #armed: { bytes: number; until: number } | null = null;

  /** `target`: the port on loopback to connect to. */
  constructor(target: () => number) {
    this.#target = target;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks what is connected, and for this long whatever comes. */
  cut(ms: number): void {
    this.#cutUntil = performance.now() + ms;
    for (const socket of this.#sockets) {
      this.effects.cut += 0.5; // both ends of each connection are in the set
      socket.resetAndDestroy();
    }
  }

  /** Takes connections and data for this long and lets nothing through; what is still wanted then goes on. */
  hang(ms: number): void {
    this.#hungUntil = Math.max(this.#hungUntil, performance.now() + ms);
    this.#noteHeldUp(ms);
  }

  /** For this long every piece of data comes 50 to 250 ms late. */
  delay(ms: number): void {
    this.#slowUntil = Math.max(this.#slowUntil, performance.now() + ms);
    this.#noteHeldUp(ms);
  }

  /** Resets the connection on which this many bytes from now on have gone through; nothing if they do not come soon. */
  resetAfter(bytes: number): void {
    this.#armed = { bytes, until: performance.now() + WITHIN_BYTES_MS };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #noteHeldUp(ms: number): void {
    const from = performance.timeOrigin + performance.now();
    this.heldUp.push({ from, until: from + ms + 500 });
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (performance.now() < this.#cutUntil) {
      this.effects.cut += 1;
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: this.#target(), host: '127.0.0.1', noDelay: true });
    this.#join(client, upstream, () => client.destroyed);
    this.#join(upstream, client, () => client.destroyed);
  }

  /** Data of one direction, in order. What a caller has given up waiting for is dropped, as a dead connection drops it. */
  #join(from: Socket, to: Socket, isGivenUp: () => boolean): void {
    this.#sockets.add(from);
    let waiting = Promise.resolve();
    let queued = 0;
    from.on('data', (bytes) => {
      if (this.#isResetBy(bytes.length)) {
        this.effects.reset += 1;
        to.resetAndDestroy();
        from.resetAndDestroy();
        return;
      }
      const lateMs = this.#lateness();
      if (lateMs === 0 && queued === 0) {
        to.write(bytes);
        return;
      }
      queued += 1;
      waiting = waiting.then(async () => {
        for (let ms = lateMs; ms > 0 && !isGivenUp(); ms = this.#hungFor())
          await new Promise((resolve) => setTimeout(resolve, ms));
        queued -= 1;
        if (!isGivenUp() && !to.destroyed) to.write(bytes);
      });
    });
    from.on('error', () => undefined);
    from.on('close', (hadError) => {
      this.#sockets.delete(from);
      if (hadError) to.destroy();
      else void waiting.then(() => to.destroySoon());
    });
  }

  #hungFor(): number {
    return Math.max(0, this.#hungUntil - performance.now());
  }

  #lateness(): number {
    const hung = this.#hungFor();
    if (hung > 0) {
      this.effects.hung += 1;
      return hung;
    }
    if (performance.now() >= this.#slowUntil) return 0;
    this.effects.delayed += 1;
    return 50 + Math.random() * 200;
  }

  #isResetBy(length: number): boolean {
    if (this.#armed === null || performance.now() > this.#armed.until) return false;
    this.#armed.bytes -= length;
    if (this.#armed.bytes > 0) return false;
    this.#armed = null;
    return true;
  }
}
