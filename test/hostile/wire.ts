import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Shot } from './shots/shot.js';

/** What came back for one request. `status` is null where the connection was closed without an answer. */
export interface Answer {
  readonly status: number | null;
  readonly body: string;
}

type Request = Pick<Shot, 'method' | 'path' | 'headers' | 'body'>;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
/** Longer than the gateway's own time limit for a request. */
const PATIENCE_MS = 15_000;

/** Sends one request to 127.0.0.1 with exactly these headers beside Host and Content-Length. */
export function send(port: number, shot: Request): Promise<Answer> {
  const { method, path, headers, body } = shot;
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const asking = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...length, ...headers },
      agent,
      timeout: PATIENCE_MS,
    });
    asking.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? null, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)));
    asking.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
      // The gateway may have hung up after the answer before this request: then this one was not read.
      else if (asking.reusedSocket) send(port, shot).then(resolve, reject);
      else resolve({ status: null, body: '' });
    });
    asking.end(body ?? undefined);
  });
}

/** Writes these bytes on a connection of their own, ends our side, and resolves to what came until the other side ended. */
export function exchange(port: number, bytes: Buffer | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no end in ${PATIENCE_MS} ms`)));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map(([, status]) => Number(status));
      resolve({ status: statuses.at(-1) ?? null, body: text });
    });
    socket.end(bytes);
  });
}

/** Milliseconds that /health/live takes; rejects where it does not answer 200. */
export async function timeToLive(port: number): Promise<number> {
  const startedAt = performance.now();
  const { status } = await send(port, { method: 'GET', path: '/health/live', headers: {}, body: null });
  if (status !== 200) throw new Error(`/health/live answered ${status}`);
  return performance.now() - startedAt;
}
