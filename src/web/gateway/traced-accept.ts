import type { NamedEvent } from '../../contracts/events.js';
import { formatTraceparent } from '../../platform/tracing/traceparent.js';
import type { Tracing } from '../../platform/tracing/tracing.js';

type Accept<T> = (event: NamedEvent) => Promise<T>;

/**
 * `webhook <source>`: from the verified event to its commit. The event takes the trace with it. A trace that the sender may
 * have put into the request is not taken up: nobody outside decides what is traced here.
 */
export function tracedAccept(tracing: Tracing, accept: Accept<'stored' | 'duplicate'>): Accept<void> {
  return async (event) => {
    if (!tracing.isOn) {
      await accept(event);
      return;
    }
    const { source, type, eventKey } = event;
    const options = {
      name: `webhook ${source}`,
      kind: 'server',
      parent: null,
      attributes: {
        'textback.event.kind': event.event.kind,
        'textback.event.type': type,
        'textback.event.key': eventKey,
      },
    } as const;
    await tracing.span(options, async ({ place, set }) => {
      const result = await accept(place === null ? event : { ...event, trace: formatTraceparent(place) });
      set({ 'textback.result': result });
    });
  };
}
