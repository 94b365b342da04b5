import { proxySinks, workflowInfo, type Sinks } from '@temporalio/workflow';
import type { SpanPlace } from '../traceparent.js';
import type { Attributes, Moment } from '../tracing.js';
import { spanId } from './span-id.js';

/** How moments leave the workflow's sandbox. */
export interface TraceSinks extends Sinks {
  readonly trace: { readonly moment: (moment: Moment) => void };
}

/** Events whose activities may still come; what is older belongs to the conversation's own trace. */
const MOST_EVENTS = 50;

const { trace } = proxySinks<TraceSinks>();

/**
 * The traces that meet in one run of a workflow: the one that started it, and one for each event that was signalled later.
 * An activity belongs to the event that it is about, where its arguments name the event's inbox row.
 */
export class ConversationTrace {
  #run: SpanPlace | null = null;
  #signals = 0;
  readonly #byInboxId = new Map<number, SpanPlace>();

  started(from: SpanPlace | null): void {
    const { runId, workflowId, workflowType, continuedFromExecutionRunId } = workflowInfo();
    if (from === null) return;
    this.#run = this.#moment(`workflow ${workflowType}`, from, spanId(runId), {
      'textback.workflow.id': workflowId,
      'textback.workflow.run_id': runId,
      'textback.workflow.continued': continuedFromExecutionRunId !== undefined,
    });
  }

  signalled(from: SpanPlace | null, event: unknown): void {
    this.#signals += 1;
    if (from === null) return;
    const { workflowId, runId } = workflowInfo();
    const { key, kind, inboxId } = fieldsOf(event);
    const id = spanId(runId, 'signal', this.#signals);
    const place = this.#moment('signal event', from, id, {
      'textback.workflow.id': workflowId,
      'textback.event.key': typeof key === 'string' ? key : null,
      'textback.event.kind': typeof kind === 'string' ? kind : null,
    });
    if (typeof inboxId === 'number') this.#remember(inboxId, place);
  }

  /** Null if nothing is traced. */
  ofActivity([input]: readonly unknown[]): SpanPlace | null {
    const { inboxId, note } = fieldsOf(input);
    const about = inboxId ?? fieldsOf(note)['inboxId'];
    return (typeof about === 'number' ? this.#byInboxId.get(about) : undefined) ?? this.#run;
  }

  /** For the run that follows this one. */
  get run(): SpanPlace | null {
    return this.#run;
  }

  #moment(name: string, from: SpanPlace, id: string, attributes: Attributes): SpanPlace {
    const place = { ...from, spanId: id };
    const link = this.#run !== null && this.#run.traceId !== from.traceId ? this.#run : null;
    if (from.isSampled)
      trace.moment({ name, place, parentSpanId: from.spanId, at: Date.now(), attributes, link });
    return place;
  }

  #remember(inboxId: number, place: SpanPlace): void {
    this.#byInboxId.set(inboxId, place);
    const [oldest] = this.#byInboxId.keys();
    if (this.#byInboxId.size > MOST_EVENTS && oldest !== undefined) this.#byInboxId.delete(oldest);
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
