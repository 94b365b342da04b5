import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { createPool, inTransaction } from '../../../../src/platform/db/pool.js';
import { createLogger } from '../../../../src/platform/logging/logger.js';

const message = (type: string, body: string) => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, 'latin1')]);
};
/** What a server has sent that took the connection and was then killed, where a slow network delivers it at one go. */
const dying = Buffer.concat([
  message('R', '\0\0\0\0'), // authentication is fine
  message('Z', 'I'), // ready for a query
  message('E', 'SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
]);

test('a server that dies in the moment in which its connection is handed out fails the work, not the process', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(dying));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `postgres://u:p@127.0.0.1:${(server.address() as AddressInfo).port}/d`;
  const log = createLogger('test', 'silent');
  const pool = createPool({ url, size: 2, name: 'test', timeoutMs: 2_000, log });
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note);
  try {
    await expect(inTransaction(pool, () => Promise.resolve())).rejects.toThrow();
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    await pool.end();
    server.close();
  }
});
