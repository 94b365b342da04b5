import type { WaitingEvent } from '../inbox/store.js';

/** Events of one stream are handed over one after another. */
export function streamOf({ id, event }: WaitingEvent): string {
  switch (event.kind) {
    case 'text_received':
      return `texts ${event.ourNumber} ${event.visitorNumber}`;
    case 'text_status':
      return `status ${event.messageSid}`;
    case 'contact_updated':
      return `contact ${event.contactId}`;
    default:
      return event.conversationId === null ? `event ${id}` : `conversation ${event.conversationId}`;
  }
}

/** Streams in the order of their oldest event, each in the order of arrival. */
export function groupByStream(events: readonly WaitingEvent[]): Map<string, WaitingEvent[]> {
  const streams = new Map<string, WaitingEvent[]>();
  for (const event of events) {
    const stream = streams.get(streamOf(event));
    if (stream === undefined) streams.set(streamOf(event), [event]);
    else stream.push(event);
  }
  return streams;
}
