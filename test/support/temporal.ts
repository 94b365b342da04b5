import { randomUUID } from 'node:crypto';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { NativeConnection, type WorkflowBundlePath } from '@temporalio/worker';

/** Of the run's dev server. */
export const TEST_NAMESPACE = 'default';

function fromSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run tests through jest with its global setup.`);
  return value;
}

/** host:port of the run's dev server. */
export function temporalAddress(): string {
  return fromSetup('TEXTBACK_TEST_TEMPORAL_ADDRESS');
}

/** Path of the CLI, for a test that starts a dev server of its own. */
export function temporalCli(): string {
  return fromSetup('TEXTBACK_TEST_TEMPORAL_CLI');
}

/** workflows/index.ts, bundled once for the run: `Worker.create({ workflowBundle: workflowBundle(), ... })`. */
export function workflowBundle(): WorkflowBundlePath {
  return { codePath: fromSetup('TEXTBACK_TEST_WORKFLOW_BUNDLE') };
}

/** A connection in real time; close it. */
export function connectTemporal(options: ConnectionOptions = {}): Promise<Connection> {
  return Connection.connect({ address: temporalAddress(), ...options });
}

/** A connection for workers; close it after they have stopped. */
export function connectWorkers(): Promise<NativeConnection> {
  return NativeConnection.connect({ address: temporalAddress() });
}

export function temporalClient(connection: Connection): Client {
  return new Client({ connection, namespace: TEST_NAMESPACE });
}

/** A name for a task queue or workflow that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}
