import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bounds all of it: name, connection, answer, body. */
  readonly timeoutMs: number;
  /** An answer is given up at the first byte beyond. */
  readonly maxBytes: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** The other side gave no whole answer. It holds neither URL nor body, since both may be secret. */
export class NoAnswer extends Error {
  /** False: there was never a connection, so that not a byte of the request has left. */
  readonly wasSent: boolean;
  constructor(wasSent: boolean, nodeCode: string) {
    super(`no answer: ${nodeCode}`);
    this.name = 'NoAnswer';
    this.wasSent = wasSent;
  }
}

/**
 * One POST on a connection of its own, through no proxy, without redirects. A connection that is kept alive may break while a request is
 * on its way, and then nobody knows whether it was done: for what can be done only once that is worth a handshake.
 * @throws NoAnswer
 */
export function postOnce(url: URL, { headers, body, timeoutMs, maxBytes }: PostOptions): Promise<PostAnswer> {
  return new Promise((settle, reject) => {
    let isConnected = false;
    const isTls = url.protocol === 'https:';
    const request = (isTls ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    });
    const fail = (error: NodeJS.ErrnoException) => {
      const code = error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timeout' : error.code;
      reject(new NoAnswer(isConnected, code ?? 'unknown'));
      request.destroy();
    };
    request.on('socket', (socket: TLSSocket) => {
      socket.once(isTls ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBytes) fail(Object.assign(new Error('too long'), { code: 'answer_too_long' }));
      });
      response.on('error', fail);
      response.on('end', () => {
        if (!response.complete) fail(Object.assign(new Error('cut'), { code: 'answer_cut' }));
        else
          settle({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          });
      });
    });
    request.end(body);
  });
}
