import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '../../src/local/ports.js';
import { identify } from '../../src/local/process-identity.js';
import { startLocalTemporal, type LocalTemporal } from '../../src/local/temporal-server.js';
import { temporalCli } from '../support/temporal.js';
import {
  killWithoutWarning,
  noneLeftWith,
  orphanServer,
  serverIn,
  processesWith,
  silent,
  startOwner,
  temporaryFolder,
} from './support.js';

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

describe('the Temporal server that we start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    expect(await noneLeftWith(folder.path)).toBe(true);
    folder.remove();
  });
  const start = (options: { port?: number; uiPort?: number } = {}): Promise<LocalTemporal> =>
    startLocalTemporal({ cli: temporalCli(), dataDir: folder.path, onProgress: silent, ...options });

  test('starts again on its data, and a stop leaves nothing running', async () => {
    const first = await start();
    await withClient(first.address, (client) =>
      client.workflow.start('kept', { workflowId: 'kept', taskQueue: 'nobody-polls-here' }),
    );
    await first.stop();
    expect(processesWith(folder.path)).toEqual([]);

    const second = await start();
    const found = await withClient(second.address, (client) =>
      client.workflow.getHandle('kept').describe(),
    ).finally(() => second.stop());
    expect(found.status.name).toBe('RUNNING');
  });

  test('serves its Web UI where it says', async () => {
    const temporal = await start({ uiPort: await freePort() });
    const page = await fetch(temporal.uiUrl ?? '').finally(() => temporal.stop());
    expect(page.status).toBe(200);
  });

  test('keeps nothing without a data folder', async () => {
    const temporal = await startLocalTemporal({ cli: temporalCli(), dataDir: null, onProgress: silent });
    await temporal.stop();
    expect(await noneLeftWith(`--port ${temporal.address.split(':')[1] ?? ''}`)).toBe(true);
  });

  test('does not outlive a kill -9 of its owner', async () => {
    await killWithoutWarning(await startOwner('temporal', folder.path));
    expect(await noneLeftWith(folder.path)).toBe(true);
    await (await start()).stop();
  });

  test('starts at once while the server of a killed owner still stops', async () => {
    await killWithoutWarning(await startOwner('temporal', folder.path));
    await (await start()).stop();
  });

  test('one that was left behind is ended by the next start', async () => {
    const owner = await startOwner('temporal', folder.path);
    const orphan = serverIn(folder.path);
    await orphanServer(owner, orphan);
    expect(identify(orphan)).not.toBeNull();

    const next = await start();
    expect(identify(orphan)).toBeNull();
    await next.stop();
  });

  test('does not outlive an owner that ends by an error', async () => {
    const owner = await startOwner('temporal', folder.path, 'throw');
    if (owner.exitCode === null) await once(owner, 'exit');
    expect(await noneLeftWith(folder.path)).toBe(true);
  });

  test('a taken port is one clear message, never the server that has it', async () => {
    const first = await start();
    const port = Number(first.address.split(':')[1]);
    const second = startLocalTemporal({ cli: temporalCli(), dataDir: null, port, onProgress: silent });
    await expect(second).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)),
    });
    await first.stop();
  });

  test('a taken Web UI port names TEMPORAL_UI_PORT', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start({ uiPort: port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `TEMPORAL_UI_PORT ${port} is in use by another program; stop it, or set TEMPORAL_UI_PORT to a free port.`,
    });
    other.close();
  });

  test('a program that ends at once is one clear message with its last words', async () => {
    const broken = startLocalTemporal({ cli: 'false', dataDir: folder.path, onProgress: silent });
    await expect(broken).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('exit code 1'),
    });
    await (await start()).stop();
  });
});
