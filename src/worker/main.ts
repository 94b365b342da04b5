import { loadConfig } from '../platform/config/config.js';
import { requireDatabase, requireTemporal } from '../platform/config/external.js';
import { createLogger } from '../platform/logging/logger.js';
import { createMetrics } from '../vendors/metrics.js';
import { runService } from '../platform/process/run.js';
import { startWorkerEndpoints } from './endpoints.js';
import { startWorker } from './worker.js';

// `npm run worker`: a worker as a process of its own. Any number may run side by side.
await runService(createLogger('worker', 'info'), async () => {
  const config = loadConfig();
  const servers = { databaseUrl: requireDatabase(config), temporal: requireTemporal(config) };
  const metrics = createMetrics();
  const worker = await startWorker(config, servers, metrics);
  const endpoints = await startWorkerEndpoints(config, metrics);
  return {
    failed: worker.failed,
    close: async () => {
      await worker.close();
      await endpoints?.close();
    },
  };
});
