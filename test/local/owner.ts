/**
 * A process that owns a local server, for tests that kill it: starts the server named by its first argument on the
 * folder named by its second, says `ready`, and then does what the third says: wait, throw or exit.
 */
import { startLocalPostgres } from '../../src/local/postgres.js';
import { startLocalTemporal } from '../../src/local/temporal-server.js';

const [, , kind, dataDir = '', then] = process.argv;
const onProgress = (): void => undefined;
if (kind === 'postgres') await startLocalPostgres({ dataDir, onProgress });
else await startLocalTemporal({ cli: process.env['TEXTBACK_TEST_TEMPORAL_CLI'] ?? '', dataDir, onProgress });
process.send?.('ready');
if (then === 'wait') setInterval(() => undefined, 60_000); // a server of ours keeps no process alive
if (then === 'throw') {
  setImmediate(() => {
    throw new Error('not caught by anyone');
  });
}
if (then === 'exit') process.exit(3);
