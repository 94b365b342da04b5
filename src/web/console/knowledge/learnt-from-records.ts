import { isAnswer } from '../../../contracts/answers.js';
import type { ConversationSettings } from '../../../contracts/messages.js';
import type { ConversationRecord } from '../data/conversation-record.js';
import { saidIn, type RecordedEvent } from '../data/conversation-events.js';
import { timelineOfEvents } from '../timeline/timeline-of-events.js';
import { atFirst, knows, type Learnt } from './learnt.js';

/**
 * What a conversation learnt, as far as our records alone tell: for when Temporal does not answer, or has forgotten. What was
 * found out by asking Drift stands in no record of ours but as it came out in the end. Pure.
 */
export function learntFromRecords(
  record: ConversationRecord,
  events: readonly RecordedEvent[],
  settings: ConversationSettings,
): Learnt[] {
  const openedAt = record.openedAt.getTime();
  const opened: Learnt = {
    at: openedAt,
    what: 'the chat was opened',
    change: () => atFirst(openedAt, settings),
  };
  const told = events.flatMap((event) => {
    const what = timelineOfEvents([event])[0]?.title ?? event.kind;
    const at = event.receivedAt.getTime();
    const said = saidIn(event);
    if (said !== null && isAnswer(said))
      return [{ at, what, change: knows((state) => ({ ...state, answered: true })) }];
    if (event.kind === 'status_changed' && event.status === 'closed')
      return [{ at, what, change: knows((state) => ({ ...state, closed: true })) }];
    return [{ at, what, change: knows((state) => state) }];
  });
  const dueAt = record.dueAt.getTime();
  const due: Learnt = {
    at: dueAt,
    what: 'the time was up',
    change: knows((state) => ({ ...state, phone: record.phoneStatus })),
  };
  if (record.endedAt === null) return [opened, ...told, due];
  const { reason } = record;
  const ended: Learnt = {
    at: record.endedAt.getTime(),
    what: 'it ended',
    change: (before) => ({ ...before, phase: 'ended', reason }),
  };
  return [opened, ...told, ...(dueAt < ended.at ? [due] : []), ended];
}
