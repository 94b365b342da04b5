import type { AddressInfo } from 'node:net';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { pino } from 'pino';
import { loadConfig } from '../../../src/platform/config/config.js';
import type { Pool } from '../../../src/platform/db/pool.js';
import { usualLimits, type ServerLimits } from '../../../src/platform/http-server/limits.js';
import { describeError } from '../../../src/platform/logging/logger.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { createGatewayApp } from '../../../src/web/gateway/app.js';
import { createConnecting } from '../../../src/web/gateway/connecting.js';
import { configuredWebhooks } from '../../../src/web/gateway/webhooks.js';
import { ask, type Answer, type Asked } from '../../unit/support/ask.js';
import { openTestPool } from '../../support/database.js';

export const ADMIN_TOKEN = 'admin-secret-of-32-characters-or-more';

/** A whole gateway app, console and all, on a port and a database of its own. Nothing is behind it: no Temporal, no vendor. */
export interface Stage {
  readonly pool: Pool;
  readonly port: number;
  /** All routes that there are, as Fastify was told of them. */
  readonly routes: readonly RouteOptions[];
  /** All log lines so far. */
  log(): readonly Readonly<Record<string, unknown>>[];
  ask(asked: Asked): Promise<Answer>;
  close(): Promise<void>;
}

/** `alter` may add to the app before it starts. */
export async function setStage(
  alter: (app: FastifyInstance) => void = () => undefined,
  limits: ServerLimits = usualLimits,
): Promise<Stage> {
  const { pool, close } = await openTestPool();
  const config = loadConfig({ ADMIN_TOKEN, LOG_LEVEL: 'silent' });
  const lines: string[] = [];
  const log = pino(
    { serializers: { err: describeError } },
    { write: (line: string) => void lines.push(line) },
  );
  const metrics = new Metrics();
  const publicUrl = () => 'https://textback.acme.test';
  const app = createGatewayApp(
    {
      config,
      pool,
      log,
      metrics,
      webhooks: configuredWebhooks(config),
      vouches: () => Promise.resolve(true),
      publicUrl,
      adminUrl: publicUrl,
      accept: () => Promise.resolve(),
      connecting: createConnecting(config, { pool, log, metrics, publicUrl }),
    },
    { config, pool, log, adminUrl: publicUrl, histories: null, temporalUi: null },
    { limits },
  );
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  alter(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    pool,
    port,
    routes,
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    ask: (asked) => ask(port, asked),
    close: async () => {
      await app.close();
      await close();
    },
  };
}

export const ORG_ID = 7007;
export const CONVERSATION = 4113510502;
export const SEND = '6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c';

/** Something of everything that the admin API shows: a conversation with a text, a held event, a parked send, a pause. */
export async function fillRecords(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, phone, phone_status, visitor_name, quiet_until)
     VALUES (7007, ${CONVERSATION}, 'evt_1', 'k', now(), now(), '+14155552671', 'usable', 'Ana', now() + interval '1 hour')`,
  );
  await pool.query(
    `INSERT INTO ledger (id, org_id, conversation_id, medium, purpose, cause, body, state, attempts, attempted_at)
     VALUES ('${SEND}', 7007, ${CONVERSATION}, 'sms', 'relay', 'relay:77', 'Hello', 'parked', 3, now())`,
  );
  await pool.query(
    `INSERT INTO inbox (org_id, source, event_key, event_id, type, kind, event, raw, occurred_at, outcome, outcome_detail)
     SELECT 7007, 'twilio', 'SM' || n, 'SM' || n, 'inbound', 'text_received', '{}', '{}', now(), 'held', 'no thread'
     FROM generate_series(1, 60) n`,
  );
  await pool.query(
    `INSERT INTO pauses (org_id, why, paused_by) VALUES (0, 'a look', 'Kim'), (8008, 'a look', 'Lee')`,
  );
  await pool.query(
    `INSERT INTO audit_log (request_id, operator, via, operation, org_id, conversation_id, target, result)
     VALUES ('r-1', 'Kim', 'console', 'pause', NULL, NULL, 'everywhere', 'paused'),
            ('r-2', 'Lee', 'command', 'reprocess_conversation', 7007, ${CONVERSATION}, 'conversation ${CONVERSATION}', 'refresh_started')`,
  );
}
