import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig, type Config } from '../../../src/platform/config/config.js';
import type { VariableName } from '../../../src/platform/config/variables.js';
import { noTracing } from '../../../src/platform/tracing/tracing.js';
import type { OrgClients } from '../../../src/orgs/clients-for.js';
import type { ChatClient } from '../../../src/vendors/chat.js';
import type { SmsClient } from '../../../src/vendors/sms.js';
import { fixedSettings } from '../../support/fixed-settings.js';
import { createEnvironmentClients } from '../../../src/worker/org-clients.js';
import { createPool, type Pool } from '../../../src/platform/db/pool.js';
import { startGateway, type Gateway } from '../../../src/web/gateway/gateway.js';
import type { Event } from '../../../src/contracts/events.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { mediaKey } from '../../../src/records/media/signed-url.js';
import type { MediaLinks } from '../../../src/records/media/links.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

/** A gateway with its database and a sandbox: the parts that files pass through, without Temporal. */
export interface MediaWorld {
  readonly config: Config;
  readonly pool: Pool;
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  readonly links: MediaLinks;
  readonly chat: ChatClient;
  readonly sms: SmsClient;
  /** Those of an org with other settings. */
  readonly clientsOf: (config: Config) => OrgClients;
  /** The newest event of a kind that reached the inbox, once it is there. */
  received<K extends Event['kind']>(
    kind: K,
  ): Promise<{ inboxId: number; event: Extract<Event, { kind: K }> }>;
  close(): Promise<void>;
}

export async function startMediaWorld(
  environment: Partial<Record<VariableName, string>> = {},
): Promise<MediaWorld> {
  const database = await createTestDatabase();
  const sandbox = await startSandbox({ twilio: { callbacks: { statusDelayMs: 1 } } });
  const config = loadConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DRIFT_API_URL: sandbox.driftUrl,
    TWILIO_API_URL: sandbox.twilioUrl,
    ...environment,
  });
  const log = createLogger('test', 'silent');
  const metrics = new Metrics();
  const pool = createPool({ url: database.url, size: 4, name: 'test', timeoutMs: 5_000, log });
  const gateway = await startGateway(config, database.url);
  sandbox.setWebhookUrl(gateway.url);
  const clientsOf = (given: Config) =>
    createEnvironmentClients({
      config: given,
      settings: fixedSettings(given),
      pool,
      metrics,
      log,
      tracing: noTracing,
    });
  return {
    config,
    pool,
    sandbox,
    gateway,
    links: { key: mediaKey(config), publicUrl: () => gateway.url },
    ...clientsOf(config),
    clientsOf,
    received: <K extends Event['kind']>(kind: K) =>
      eventually(`an event of kind ${kind}`, async () => {
        await Promise.all([sandbox.twilio.whenIdle(), sandbox.drift.whenIdle()]);
        const { rows } = await pool.query<{ inboxId: number; event: Extract<Event, { kind: K }> }>(
          'SELECT id AS "inboxId", event FROM inbox WHERE kind = $1 ORDER BY id DESC LIMIT 1',
          [kind],
        );
        return rows[0] ?? null;
      }),
    close: async () => {
      await gateway.close();
      await sandbox.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** A server of the test's own, and what reached it. */
export interface Listener {
  readonly url: string;
  readonly seen: { readonly path: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const seen: Listener['seen'] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A PNG of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
