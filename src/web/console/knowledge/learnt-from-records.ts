import type { ConversationSettings } from '../../../contracts/messages.js';
import { hear, heardIn, openTalk, type Heard } from '../../../contracts/talk.js';
import { opening, withTalk, type WaitingState } from '../../../../workflows/conversation/state.js';
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
    change: () => ({
      ...atFirst(openedAt, settings),
      state: { ...opening(openedAt), talk: openTalk({ at: openedAt, order: null }) },
    }),
  };
  const told = events.flatMap((event) => {
    const what = timelineOfEvents([event])[0]?.title ?? event.kind;
    const at = event.receivedAt.getTime();
    const said = saidIn(event);
    const occurredAt = event.occurredAt.getTime();
    const moment = { at: occurredAt, order: event.id };
    const isClose = event.kind === 'status_changed' && event.status === 'closed';
    const heard: Heard | null = isClose
      ? { is: 'settled', by: 'closed', ...moment }
      : said && heardIn(said, moment, occurredAt);
    return [{ at, what, change: knows((state) => hearing(state, heard)) }];
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

const hearing = (state: WaitingState, heard: Heard | null): WaitingState =>
  heard === null || state.talk === undefined ? state : withTalk(state, hear(state.talk, heard));
