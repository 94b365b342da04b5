import { loadConfig } from '../config/config.js';
import { requireDatabase } from '../config/external.js';
import { createLogger } from '../logging/logger.js';
import { runService } from '../process/run.js';
import { startGateway } from './gateway.js';

// `npm run gateway`: a gateway as a process of its own. Any number may run side by side.
await runService(createLogger('gateway', 'info'), async () => {
  const config = loadConfig();
  return startGateway(config, requireDatabase(config));
});
