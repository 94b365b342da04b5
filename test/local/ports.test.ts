import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { assertPortFree, freePort } from '../../src/local/ports.js';

test('a free port can be listened on at once, and is not handed out twice', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) await assertPortFree('PORT', port);
});

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port taken at %s is one message that names the setting',
  async (host) => {
    const other = createServer().listen(0, host);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(assertPortFree('PORT', port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `PORT ${port} is in use by another program; stop it, or set PORT to a free port.`,
    });
    other.close();
  },
);

test('an address of another machine is one message', async () => {
  await expect(assertPortFree('PORT', 3000, '192.0.2.1')).rejects.toMatchObject({ code: 'PORT_FORBIDDEN' });
});
