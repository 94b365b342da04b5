import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { HistoryEvent } = proto.temporal.api.history.v1;
const { EventType } = proto.temporal.api.enums.v1;
type Event = proto.temporal.api.history.v1.IHistoryEvent;

/** How many actions an event stands for, by kind (Temporal docs, Temporal Cloud Actions). */
const billed = {
  start: ({ workflowExecutionStartedEventAttributes: it }: Event) => (it ? 1 : 0),
  signal: ({ workflowExecutionSignaledEventAttributes: it }: Event) => (it ? 1 : 0),
  timer: ({ timerStartedEventAttributes: it }: Event) => (it ? 1 : 0),
  /** Its first try; each further one is billed too, and comes of what goes wrong. */
  activity: ({ activityTaskScheduledEventAttributes: it }: Event) => (it ? 1 : 0),
  upsert: ({ upsertWorkflowSearchAttributesEventAttributes: it }: Event) => (it ? 1 : 0),
} as const;
export type Action = keyof typeof billed;

/** What Temporal Cloud bills for one workflow, as far as its history shows it: heartbeats and queries are not in a history. */
export interface TemporalBill {
  readonly actions: Readonly<Record<Action, number>>;
  readonly events: number;
  /** The events as protobuf, without the names of workers and task queues, which are the installation's own. */
  readonly bytes: number;
}

/** Counts the bill of a workflow's last run from its history. */
export async function temporalBill(client: Client, workflowId: string): Promise<TemporalBill> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const events = (history.events ?? []).filter((event) => !isOfTheTest(event));
  const sum = (of: (event: Event) => number) => events.reduce((total, event) => total + of(event), 0);
  return {
    actions: {
      start: sum(billed.start),
      signal: sum(billed.signal),
      timer: sum(billed.timer),
      activity: sum(billed.activity),
      upsert: sum(billed.upsert),
    },
    events: events.length,
    bytes: sum((event) => HistoryEvent.encode(event).finish().length - lengthOfNames(event)),
  };
}

/** Tests move a workflow's clock ahead; in production nothing does. */
const isOfTheTest = ({ eventType }: Event): boolean =>
  /TIME_SKIPPING|OPTIONS_UPDATED/.test(EventType[eventType ?? 0] ?? '');

function lengthOfNames(value: object): number {
  return Object.entries(value).reduce((total, [key, inner]: [string, unknown]) => {
    if (typeof inner === 'string') return total + (NAMES.has(key) ? inner.length : 0);
    const isPart = typeof inner === 'object' && inner !== null && !ArrayBuffer.isView(inner);
    return isPart && key !== 'activityType' ? total + lengthOfNames(inner) : total;
  }, 0);
}

const NAMES = new Set(['identity', 'name', 'normalName']);
