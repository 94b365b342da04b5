import Fastify, { type FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import { loadConfig } from '../../platform/config/config.js';
import { createPool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AdminToken } from '../admin-token/admin-token.js';
import { admin } from './routes/admin/index.js';

/** Generates the OpenAPI document of the admin API without a gateway: the routes are declared but never called. */
export async function describeAdminApi(): Promise<Partial<OpenAPIV3_1.Document>> {
  const config = loadConfig({});
  const log = createLogger('docs', 'silent');
  const adminUrl = () => '';
  const pool = createPool({ url: 'postgres://localhost/unused', size: 1, name: 'docs', timeoutMs: 1, log });
  const app = Fastify();
  let scope: FastifyInstance | undefined;
  await app.register(
    async (inner) => {
      scope = inner;
      const routes = admin(
        { config, pool, adminUrl },
        { config, pool, log, adminUrl, histories: null, temporalUi: null },
        new AdminToken(null, { metrics: new Metrics(), log }),
      );
      await routes(inner, {});
    },
    { prefix: '/admin' },
  );
  await app.ready();
  if (scope === undefined) throw new Error('the admin scope was not opened');
  const description = scope.swagger() as Partial<OpenAPIV3_1.Document>;
  await app.close();
  await pool.end();
  return description;
}
