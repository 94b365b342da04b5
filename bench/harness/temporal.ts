import { Client, Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { loadConfig } from '../../src/platform/config/config.js';
import type { HandOver } from '../../src/worker/dispatch/start-conversation.js';
import type { Settings } from './textback.js';
import type { Stage } from './stage.js';

export type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export async function connectTemporal(stage: Stage, address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  stage.keep(() => connection.close());
  return new Client({ connection });
}

/** What a dispatcher under these settings hands over with, for calls that are made without one. */
export function handOver(client: Client, settings: Settings): HandOver {
  const config = loadConfig({ ...settings });
  const inForce = () => Promise.resolve({ ...config, version: 0 });
  const settingsFor = { org: inForce, conversation: inForce };
  return { client, taskQueue: config.temporal.taskQueue, settings: settingsFor };
}

const AT_ONCE = 16;

/** These workflows' histories, in the order of the IDs. */
export async function fetchHistories(client: Client, workflowIds: readonly string[]): Promise<History[]> {
  const histories: History[] = [];
  let next = 0;
  const fetch = async () => {
    for (let i = next++; i < workflowIds.length; i = next++)
      histories[i] = await client.workflow.getHandle(workflowIds[i] ?? '').fetchHistory();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetch));
  return histories;
}

/** The event keys of the signals in a conversation's history, in order. */
export function signalledKeys({ events }: History): string[] {
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    const data = signal?.input?.payloads?.[0]?.data;
    if (!data) return [];
    return [(JSON.parse(Buffer.from(data).toString()) as { key: string }).key];
  });
}

/**
 * When the workflow's code began to run: a worker took its first task. By Temporal's clock, milliseconds since the epoch.
 * @throws Error where that has not happened.
 */
export function firstTaskAt({ events }: History): number {
  const first = (events ?? []).find(({ workflowTaskStartedEventAttributes: task }) => task);
  if (first === undefined) throw new Error('a workflow has not begun to run');
  return timeOf(first);
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
}
