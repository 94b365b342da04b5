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

/** Events in hand, by stream, each stream in the order of arrival and in the hands of one worker at a time. */
export class Streams {
  readonly #events = new Map<string, WaitingEvent[]>();
  /** Nobody works on these, the one with the oldest event first. */
  readonly #free: string[] = [];

  /** How many streams nobody works on. */
  get free(): number {
    return this.#free.length;
  }

  /** Events of a stream that somebody works on come to them. */
  add(events: readonly WaitingEvent[]): void {
    for (const event of events) {
      const stream = streamOf(event);
      const before = this.#events.get(stream);
      if (before !== undefined) before.push(event);
      else {
        this.#events.set(stream, [event]);
        this.#free.push(stream);
      }
    }
  }

  /**
   * The next stream for a worker, who asks for its events until there are none. Whoever leaves it before keeps it, with what else
   * comes of it, from all others: the order is kept.
   */
  take(): string | undefined {
    return this.#free.shift();
  }

  next(stream: string): WaitingEvent | undefined {
    const event = this.#events.get(stream)?.shift();
    if (event === undefined) this.#events.delete(stream);
    return event;
  }
}
