import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startGateway } from '../../src/web/gateway/gateway.js';
import { startTcpProxy, targetOf, throughProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';

describe('promise 1: acknowledged means stored', () => {
  let textback: Textback;
  let proxy: TcpProxy;
  let gatewayUrl: string;
  let closeGateway: () => Promise<void>;
  beforeAll(async () => {
    // No worker, and no Temporal, Drift or Twilio in reach of the gateway: the sender must not notice.
    textback = await startTextback({ workers: 0, environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    proxy = await startTcpProxy(targetOf(textback.databaseUrl));
    const gateway = await startGateway(textback.config, throughProxy(textback.databaseUrl, proxy));
    gatewayUrl = gateway.url;
    closeGateway = () => gateway.close();
  });
  afterAll(async () => {
    standstills.disable();
    await closeGateway();
    await proxy.close();
    await textback.close();
  });

  const standstills = monitorEventLoopDelay();
  beforeEach(() => {
    standstills.enable();
    standstills.reset();
  });
  /** Two seconds, and what the machine stood still for: gateway and sender share this process. Milliseconds. */
  const inTime = () => 2_000 + (2 * standstills.max) / 1_000_000;

  let next = 1_000;
  const deliver = async () => {
    const id = next++;
    const startedAt = performance.now();
    const response = await fetch(`${gatewayUrl}/webhooks/drift`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-verification-token': 'sandbox-verification-token' },
      body: JSON.stringify({ orgId: 7007, type: 'new_conversation', data: { id } }),
    });
    return { id, status: response.status, ms: performance.now() - startedAt };
  };
  const isStored = async (id: number) => {
    const { rows } = await textback.db.query('SELECT FROM inbox WHERE conversation_id = $1', [id]);
    return rows.length === 1;
  };

  test('if Temporal, Drift and Twilio are down, a webhook still gets 200 and its event is stored', async () => {
    const { id, status } = await deliver();
    expect(status).toBe(200);
    expect(await isStored(id)).toBe(true);
  });

  test('no 200 before the commit: while the table is locked, the sender waits or gets a 503', async () => {
    const locker = new pg.Client({ connectionString: textback.databaseUrl });
    await locker.connect();
    try {
      await locker.query('BEGIN');
      await locker.query('LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE');
      const { status } = await deliver();
      expect(status).toBe(503);
    } finally {
      await locker.query('ROLLBACK');
      await locker.end();
    }
  });

  test('if PostgreSQL is cut off, the answer is 503 in under two seconds, and 200 again when it is back', async () => {
    await proxy.cut();
    const answers = await Promise.all([deliver(), deliver(), deliver()]);
    for (const { status, ms } of answers) {
      expect(status).toBe(503);
      expect(ms).toBeLessThan(inTime());
    }
    await proxy.mend();
    const { id, status } = await deliver();
    expect(status).toBe(200);
    expect(await isStored(id)).toBe(true);
  });

  test('if PostgreSQL hangs, the answer is still 503 in under two seconds', async () => {
    proxy.freeze();
    // More than are worked on at once: those that wait their turn are answered in time as well.
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 20));
        return deliver();
      }),
    );
    for (const { status, ms } of answers) {
      expect(status).toBe(503);
      expect(ms).toBeLessThan(inTime());
    }
    await proxy.cut();
    await proxy.mend();
    await eventually('it takes events again', async () => (await deliver()).status === 200);
  });

  test('every event acknowledged with 200 is stored after all processes have ended', async () => {
    const acknowledged: number[] = [];
    // On a machine that stands still for seconds some are told to try again.
    await eventually('200 at once are taken', async () => {
      const delivered = await Promise.all(Array.from({ length: 200 }, deliver));
      const taken = delivered.filter(({ status }) => status === 200);
      acknowledged.push(...taken.map(({ id }) => id));
      return taken.length === delivered.length;
    });
    for (const id of acknowledged) expect(await isStored(id)).toBe(true);
  });
});
