import type { Settled } from './settled.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import { parseTraceparent } from '../../platform/tracing/traceparent.js';
import type { Tracing } from '../../platform/tracing/tracing.js';

/** Span `hand over`: one attempt of the dispatcher to deliver an event, in the trace of the event's webhook. */
export function traceHandOver(
  tracing: Tracing,
  stored: WaitingEvent,
  handle: () => Promise<Settled>,
): Promise<Settled> {
  const { event, eventKey, receivedAt, trace } = stored;
  return tracing.span(
    {
      name: 'hand over',
      kind: 'consumer',
      parent: parseTraceparent(trace),
      attributes: {
        'textback.event.kind': event.kind,
        'textback.event.key': eventKey,
        'textback.conversation.id': 'conversationId' in event ? event.conversationId : null,
        'textback.inbox.waited_ms': Math.max(Date.now() - receivedAt.getTime(), 0),
      },
    },
    async ({ set }) => {
      const settled = await handle();
      set({ 'textback.result': settled.outcome });
      return settled;
    },
  );
}
