import type { NamedEvent } from '../../contracts/events.js';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

export interface EventWriterOptions extends Omit<GroupCommitOptions<NamedEvent, boolean>, 'write'> {
  /** Stores events in one statement and returns the keys of the new ones. */
  readonly store: (events: readonly NamedEvent[]) => Promise<Set<string>>;
}

/** Stores events in groups and tells for each whether it is new. If two deliveries share a group, only the first is new. */
export const createEventWriter = ({ store, ...options }: EventWriterOptions) =>
  new GroupCommit<NamedEvent, boolean>({
    ...options,
    write: async (events) => {
      const fresh = await store(events);
      return events.map(
        ({ eventKey, keyWithType = eventKey }) => fresh.delete(eventKey) || fresh.delete(keyWithType),
      );
    },
  });
