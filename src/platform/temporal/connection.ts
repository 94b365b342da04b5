import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { TemporalConfig } from '../config/config.js';

/** A configured Temporal server, or one that Textback has started. */
export interface TemporalServer {
  readonly address: string;
  readonly namespace: string;
}

/** Address and namespace as given, everything else (TLS, API key, gRPC headers) as `@temporalio/envconfig` reads it. */
function connectionOptions(config: TemporalConfig, server: TemporalServer) {
  const { connectionOptions } = loadClientConnectConfig({ overrideEnvVars: { ...config.environment } });
  return { ...connectionOptions, address: server.address };
}

/** For starting and signalling workflows. Connects lazily: an unreachable server fails calls, not the start. */
export function connectClient(
  config: TemporalConfig,
  server: TemporalServer,
  interceptors: WorkflowClientInterceptor[] = [],
): { client: Client; connection: Connection } {
  const connection = Connection.lazy(connectionOptions(config, server));
  return {
    client: new Client({ connection, namespace: server.namespace, interceptors: { workflow: interceptors } }),
    connection,
  };
}

/** For polling. @throws if the server cannot be reached. */
export async function connectWorker(
  config: TemporalConfig,
  server: TemporalServer,
): Promise<NativeConnection> {
  return NativeConnection.connect(connectionOptions(config, server));
}
