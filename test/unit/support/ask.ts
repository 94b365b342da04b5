import { request, type IncomingHttpHeaders } from 'node:http';

export interface Asked {
  readonly method?: string;
  /** Sent as it is, also where it is no valid path. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}

export interface Answer {
  readonly statusCode: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json(): unknown;
}

/** Sends one request on a connection of its own to 127.0.0.1, with exactly these headers beside Host and Content-Length. */
export function ask(port: number, { method = 'GET', url, headers = {}, payload }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
    const asking = request({
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: { ...length, ...headers },
      agent: false,
    });
    asking.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({
          statusCode: response.statusCode,
          headers: response.headers,
          body,
          json: () => JSON.parse(body) as unknown,
        });
      });
    });
    asking.on('error', reject);
    asking.end(payload);
  });
}
