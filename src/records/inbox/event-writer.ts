import type { NamedEvent } from '../../contracts/events.js';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

export interface EventWriterOptions extends Omit<GroupCommitOptions<NamedEvent, boolean>, 'write'> {
  /** Stores events in one statement and gives the keys of those that were new. */
  readonly store: (events: readonly NamedEvent[]) => Promise<Set<string>>;
}

/** Stores events in groups; the answer is whether the event is new. Two deliveries may share a group: only the first of them is. */
export const createEventWriter = ({ store, ...options }: EventWriterOptions) =>
  new GroupCommit<NamedEvent, boolean>({
    ...options,
    write: async (events) => {
      const fresh = await store(events);
      return events.map(({ eventKey }) => fresh.delete(eventKey));
    },
  });
