import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Sender, sendClosed, sendInTurn, sendOpen } from '../../../bench/harness/load.js';

const STALL_MS = 300;
const webhook = (body: string) => ({ headers: { 'content-type': 'application/json' }, body });
const webhooks = (count: number) => Array.from({ length: count }, (_, i) => webhook(String(i)));

describe('the load generator', () => {
  let server: Server;
  let sender: Sender;
  let seen: string[];
  let answer: (body: string) => Promise<number>;
  beforeEach(async () => {
    seen = [];
    answer = () => Promise.resolve(200);
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push(body);
        void answer(body).then((status) => response.writeHead(status).end('{}'));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sender = new Sender(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, 4);
  });
  afterEach(async () => {
    await sender.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('open loop: a stall of the receiver shows in all that was due meanwhile, not in one request only', async () => {
    let isFirst = true;
    let stall = Promise.resolve();
    answer = async () => {
      if (isFirst) stall = sleep(STALL_MS);
      isFirst = false;
      await stall;
      return 200;
    };
    const { latencies } = await sendOpen(sender, webhooks(60), 200);
    expect(latencies).toHaveLength(60);
    // 60 were due in 300 ms, evenly: half of them waited for longer than half of the stall.
    expect(latencies.filter((latency) => latency > STALL_MS / 3).length).toBeGreaterThan(20);
  });

  test('open loop: how long the sender itself stood still is told, and is part of the latencies', async () => {
    answer = () => Promise.resolve(200);
    const sending = sendOpen(sender, webhooks(60), 200);
    const until = performance.now() + STALL_MS;
    while (performance.now() < until); // nothing else runs meanwhile
    const { latencies, senderLate } = await sending;
    expect([latencies.length, senderLate.length]).toEqual([60, 60]);
    expect(senderLate.filter((late) => late > STALL_MS / 3).length).toBeGreaterThan(20);
    expect(latencies.filter((latency) => latency > STALL_MS / 3).length).toBeGreaterThan(20);
  });

  test('closed loop: every webhook is sent once, and refused ones count as failed', async () => {
    answer = (body) => Promise.resolve(Number(body) % 10 === 0 ? 503 : 200);
    const { latencies, failed } = await sendClosed(sender, webhooks(50), { users: 4, forMs: 10_000 });
    expect([...new Set(seen)]).toHaveLength(50);
    expect([latencies.length, failed]).toEqual([45, 5]);
  });

  test('closed loop: no answer at all counts as failed', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { failed } = await sendClosed(sender, webhooks(3), { users: 1, forMs: 10_000 });
    expect(failed).toBe(3);
    server.listen(0);
  });

  test('closed loop: it ends with the time, and waits for what is under way', async () => {
    answer = async () => {
      await sleep(20);
      return 200;
    };
    const { latencies, tookMs } = await sendClosed(sender, webhooks(10_000), { users: 2, forMs: 200 });
    expect(latencies.length).toBe(seen.length);
    expect(latencies.length).toBeLessThan(1_000);
    expect(tookMs).toBeGreaterThanOrEqual(200);
  });

  test('in turn: a sequence stays in order, its next is sent after the answer to the one before', async () => {
    const atWork = new Set<string>();
    answer = async (body) => {
      const [sequence = ''] = body.split('.');
      expect(atWork.has(sequence)).toBe(false);
      atWork.add(sequence);
      await sleep(2);
      atWork.delete(sequence);
      return 200;
    };
    const sequences = Array.from({ length: 12 }, (_, s) => [0, 1, 2].map((i) => webhook(`${s}.${i}`)));
    const { latencies } = await sendInTurn(sender, sequences, { users: 4 });
    expect(latencies).toHaveLength(36);
    for (let s = 0; s < 12; s++)
      expect(seen.filter((body) => body.startsWith(`${s}.`))).toEqual([`${s}.0`, `${s}.1`, `${s}.2`]);
  });
});
