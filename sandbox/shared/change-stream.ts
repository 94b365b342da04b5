import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
const GATHER_MS = 30;

/**
 * Server-sent events: `event: change` with `summary()` as JSON, once at the start and then at most every 30 ms while
 * things change; a comment line every 15 s keeps the connection open.
 */
export function streamChanges(
  reply: FastifyReply,
  subscribe: (listener: () => void) => () => void,
  summary: () => unknown,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  const write = () => raw.write(`event: change\ndata: ${JSON.stringify(summary())}\n\n`);
  let gathering: NodeJS.Timeout | null = null;
  const unsubscribe = subscribe(() => {
    gathering ??= setTimeout(() => {
      gathering = null;
      write();
    }, GATHER_MS);
  });
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  raw.on('close', () => {
    unsubscribe();
    clearInterval(heartbeat);
    if (gathering) clearTimeout(gathering);
  });
  write();
}
