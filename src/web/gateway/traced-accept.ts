import type { NamedEvent } from '../../contracts/events.js';
import { formatTraceparent } from '../../platform/tracing/traceparent.js';
import type { Tracing } from '../../platform/tracing/tracing.js';

type Accept<T> = (event: NamedEvent) => Promise<T>;

/**
 * The span `webhook <source>` runs from the verified event to its commit, and the event carries the trace on. A trace in the
 * sender's request is ignored, so that outsiders cannot decide what is traced here.
 */
export function tracedAccept(
  tracing: Tracing,
  accept: Accept<'stored' | 'duplicate' | 'foreign_org'>,
): Accept<void> {
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
