import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Link } from './link.js';

describe('a link', () => {
  let server: Server;
  let link: Link;
  let received: string;
  const callers: Socket[] = [];

  beforeEach(async () => {
    received = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        received += bytes.toString();
        socket.write(`echo ${bytes.toString()}`);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    link = new Link(() => (server.address() as AddressInfo).port);
    await link.listen();
  });
  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.destroy();
    await link.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const dial = () => {
    const caller = connect(link.port, '127.0.0.1');
    caller.on('error', () => undefined);
    callers.push(caller);
    return caller;
  };
  const call = async () => {
    const caller = dial();
    await once(caller, 'connect');
    return caller;
  };
  const closing = (caller: Socket) => new Promise((resolve) => caller.once('close', resolve));
  const answer = async (caller: Socket) => String((await once(caller, 'data'))[0]);

  test('lets everything through while nothing is wrong', async () => {
    const caller = await call();
    caller.write('hello');
    expect(await answer(caller)).toBe('echo hello');
    expect(link.effects).toEqual({ cut: 0, hung: 0, reset: 0, delayed: 0 });
  });

  test('that is cut breaks what is connected and what comes, and counts it', async () => {
    const caller = await call();
    caller.write('hello');
    await answer(caller);
    const closed = closing(caller);
    link.cut(5_000);
    await closed;
    await closing(dial());
    expect(link.effects.cut).toBe(2);
  });

  test('that hangs holds data back, in order, and lets it go afterwards', async () => {
    const caller = await call();
    const begun = performance.now();
    link.hang(1_000);
    caller.write('one ');
    await eventually('it is held back', () => link.effects.hung === 1);
    caller.write('two');
    await answer(caller);
    while (received.length < 7) await answer(caller);
    expect(received).toBe('one two');
    expect(performance.now() - begun).toBeGreaterThan(990);
    expect(link.effects.hung).toBeGreaterThanOrEqual(2);
  });

  test('that hangs forgets the data of a caller who gave up', async () => {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const caller = await call();
    const [passedOn] = await connected;
    link.hang(1_000);
    caller.write('never');
    await eventually('it is held back', () => link.effects.hung === 1);
    caller.destroy();
    await once(passedOn, 'close');
    expect(received).toBe('');
  });

  test('is reset on the connection where that many bytes went through', async () => {
    const caller = await call();
    link.resetAfter(8);
    caller.write('12345');
    const closed = closing(caller);
    caller.write('67890');
    await closed;
    expect(link.effects.reset).toBe(1);
  });

  test('that is slow brings everything, late', async () => {
    const caller = await call();
    link.delay(1_000);
    const begun = performance.now();
    caller.write('hello');
    expect(await answer(caller)).toBe('echo hello');
    expect(performance.now() - begun).toBeGreaterThan(90);
    expect(link.effects.delayed).toBe(2);
  });
});
