import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A vendor that, when told to, throws back at its caller all that it was sent: the worst that an error can carry. */
export interface EchoingProxy {
  readonly url: string;
  /** The next `times` calls whose path matches get this status and an echo of their headers and body. */
  echo(path: RegExp, status: number, more?: Readonly<Record<string, unknown>>, times?: number): void;
  /** Calls that got an echo. */
  echoed(): number;
  close(): Promise<void>;
}

interface Rule {
  readonly path: RegExp;
  readonly status: number;
  readonly more: Readonly<Record<string, unknown>>;
  left: number;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Stands before `target` and hands everything through that no rule takes. */
export async function startEchoingProxy(target: string): Promise<EchoingProxy> {
  const rules: Rule[] = [];
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const { method, url = '/', headers } = incoming;
      const rule = rules.find(({ path, left }) => left > 0 && path.test(url));
      if (rule !== undefined) {
        rule.left -= 1;
        count += 1;
        const said = `refused: ${method} ${url} ${JSON.stringify(headers)} ${decodeURIComponent(body.toString())}`;
        const answer = { message: said, error: { type: 'echo', message: said }, detail: said, ...rule.more };
        outgoing.writeHead(rule.status, {
          'content-type': 'application/json',
          'x-echo': encodeURIComponent(said),
        });
        outgoing.end(JSON.stringify(answer));
        return;
      }
      const onward = httpRequest(new URL(url, target), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      });
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    echo: (path, status, more = {}, times = 1) => void rules.push({ path, status, more, left: times }),
    echoed: () => count,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
