import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  connectTimeoutMs: number;
  /** From the start of the call to the whole answer. */
  timeoutMs: number;
  signal: AbortSignal;
  /**
   * Connects to this origin instead of the URL's and adds the headers of a reverse proxy, as when PUBLIC_URL is a public
   * name in front of a local port. The signature stays that of `url`.
   */
  connectTo: string | null;
}

export type PostOutcome =
  | { kind: 'answered'; status: number; contentType: string; body: string; ms: number }
  | { kind: 'failed'; phase: 'connect' | 'read'; error: string; ms: number };

const LARGEST_ANSWER = 65_536 + 1;

/** One POST, one connection, no redirects followed. Never rejects: a failure is an outcome. */
export function httpPost(options: PostRequest): Promise<PostOutcome> {
  const started = performance.now();
  const ms = () => Math.round((performance.now() - started) * 10) / 10;
  const publicUrl = new URL(options.url);
  const target = options.connectTo === null ? publicUrl : new URL(options.connectTo);
  const forwarded =
    options.connectTo === null
      ? {}
      : { 'x-forwarded-proto': publicUrl.protocol.slice(0, -1), 'x-forwarded-host': publicUrl.host };

  return new Promise((resolve) => {
    let connected = false;
    const fail = (error: string) =>
      resolve({ kind: 'failed', phase: connected ? 'read' : 'connect', error, ms: ms() });
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send({
      protocol: target.protocol,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      path: publicUrl.pathname + publicUrl.search,
      method: 'POST',
      agent: false,
      signal: options.signal,
      headers: {
        ...options.headers,
        ...forwarded,
        host: publicUrl.host,
        connection: 'close',
        'content-length': Buffer.byteLength(options.body),
      },
    });
    const give = (error: string) => {
      clearTimeout(connectTimer);
      clearTimeout(wholeTimer);
      fail(error);
    };
    const connectTimer = setTimeout(() => {
      give('connect timeout');
      request.destroy();
    }, options.connectTimeoutMs);
    const wholeTimer = setTimeout(() => {
      give('timeout');
      request.destroy();
    }, options.timeoutMs);
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        connected = true;
        clearTimeout(connectTimer);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => give(error.code ?? error.message));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        if (length < LARGEST_ANSWER) chunks.push(chunk);
        length += chunk.length;
      });
      response.on('error', (error: NodeJS.ErrnoException) => give(error.code ?? error.message));
      response.on('end', () => {
        clearTimeout(connectTimer);
        clearTimeout(wholeTimer);
        resolve({
          kind: 'answered',
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).subarray(0, LARGEST_ANSWER).toString('utf8'),
          ms: ms(),
        });
      });
    });
    request.end(options.body);
  });
}
