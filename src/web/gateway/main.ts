import { loadConfigFor } from '../../platform/config/config.js';
import { configuredTemporal, requireDatabase } from '../../platform/config/external.js';
import { lazyHistories } from '../console/lazy-histories.js';
import { createLogger } from '../../platform/logging/logger.js';
import { runService } from '../../platform/process/run.js';
import { startGateway } from './gateway.js';

// `npm run gateway`: a gateway as a separate process. Any number may run side by side.
await runService(createLogger('gateway', 'info'), async () => {
  const config = loadConfigFor('gateway');
  const server = configuredTemporal(config);
  const { uiUrl } = config.temporal;
  return startGateway(config, requireDatabase(config), undefined, {
    histories: server === null ? null : lazyHistories(config.temporal, server),
    temporalUi: uiUrl === null || server === null ? null : { url: uiUrl, namespace: server.namespace },
  });
});
