import { configuredTemporal } from '../platform/config/external.js';
import type { Config } from '../platform/config/config.js';
import { LocalServerError } from './local-server-error.js';
import { assertPortFree } from './ports.js';

/** Problems with the ports that this configuration opens by number, one line per problem. */
async function portProblems(config: Config): Promise<string[]> {
  const { server, temporal, sandboxPort } = config;
  const wanted = [{ name: 'PORT', port: server.port, host: server.host }];
  if (server.adminPort !== null)
    wanted.push({ name: 'ADMIN_PORT', port: server.adminPort, host: server.adminHost });
  if (configuredTemporal(config) === null)
    wanted.push({ name: 'TEMPORAL_UI_PORT', port: temporal.uiPort, host: '127.0.0.1' });
  if (config.mode === 'sandbox') {
    const names = ['SANDBOX_PORT', 'SANDBOX_PORT + 1', 'SANDBOX_PORT + 2'];
    names.forEach((name, offset) => wanted.push({ name, port: sandboxPort + offset, host: '127.0.0.1' }));
  }
  const problems: string[] = [];
  for (const { name, port, host } of wanted) {
    if (port === 0) continue;
    const twice = wanted.find((other) => other.name !== name && other.port === port);
    if (twice !== undefined && wanted.indexOf(twice) < wanted.findIndex((other) => other.name === name)) {
      problems.push(`${name} and ${twice.name} are both ${port}; set one of them to another port.`);
      continue;
    }
    try {
      await assertPortFree(name, port, host);
    } catch (error) {
      if (!(error instanceof LocalServerError)) throw error;
      problems.push(error.message.replace(/set SANDBOX_PORT \+ \d/, 'set SANDBOX_PORT'));
    }
  }
  return problems;
}

/** Throws one LocalServerError that lists every port that cannot be opened. */
export async function checkPorts(config: Config): Promise<void> {
  const problems = await portProblems(config);
  if (problems.length > 0) throw new LocalServerError('PORT_TAKEN', problems.join('\n'));
}
