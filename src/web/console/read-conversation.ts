import type { ConversationRef } from '../../contracts/activity-results.js';
import type { ConversationSettings } from '../../contracts/messages.js';
import { nextStep } from '../../../workflows/conversation/state.js';
import { HistoriesUnavailable } from '../../operate/histories/histories-unavailable.js';
import type { Histories } from '../../operate/histories/histories.js';
import type { RunHistory } from '../../operate/histories/run-history.js';
import { listAudit } from '../../operate/operations/audit.js';
import type { ConsoleContext } from './context.js';
import { listEvents, type RecordedEvent } from './data/conversation-events.js';
import { findRecord, type ConversationRecord } from './data/conversation-record.js';
import { listSends, type RecordedSend } from './data/conversation-sends.js';
import { listEndedWaits, type EndedWait } from './data/ended-waits.js';
import { decisionsOf } from './knowledge/decisions.js';
import { instantsOf, type Instant } from './knowledge/instants.js';
import { learntFromHistory } from './knowledge/learnt-from-history.js';
import { learntFromRecords } from './knowledge/learnt-from-records.js';
import { inOrder, type Entry } from './timeline/entry.js';
import { happeningsOf } from './timeline/happenings.js';
import { eventWords } from './timeline/signal-words.js';
import { timelineOfAudit } from './timeline/timeline-of-audit.js';
import { timelineOfEvents } from './timeline/timeline-of-events.js';
import { timelineOfHistory } from './timeline/timeline-of-history.js';
import { timelineOfSends } from './timeline/timeline-of-sends.js';

export interface ConversationView {
  readonly record: ConversationRecord;
  readonly events: readonly RecordedEvent[];
  readonly sends: readonly RecordedSend[];
  /** Waits before the one that `record` tells of. */
  readonly endedWaits: readonly EndedWait[];
  /** Oldest first. */
  readonly timeline: readonly Entry[];
  readonly instants: readonly Instant[];
  /** Temporal's side: there, away, without this conversation (any more), or not known of by this process. */
  readonly temporal: 'there' | 'away' | 'forgotten' | 'none';
}

/** What histories of no workflow of ours could add to. */
const AUDIT = 50;

/** Reads all that a conversation's page shows; null where Textback has not taken it up. */
export async function readConversation(
  { pool, histories, config, log }: ConsoleContext,
  conversation: ConversationRef,
): Promise<ConversationView | null> {
  const record = await findRecord(pool, conversation);
  if (record === null) return null;
  const { orgId, conversationId } = conversation;
  const [sends, endedWaits, audit, read] = await Promise.all([
    listSends(pool, orgId, conversationId),
    listEndedWaits(pool, conversation),
    listAudit(pool, { before: null, limit: AUDIT, conversationId }, [orgId]),
    readRuns(histories, record).catch((error: unknown) => {
      if (!(error instanceof HistoriesUnavailable)) throw error;
      log.warn({ code: error.code, err: error }, 'the console could not get a history from Temporal');
      return null;
    }),
  ]);
  const runs = read ?? [];
  const sids = sends.flatMap(({ medium, vendorId }) =>
    medium === 'sms' && vendorId !== null ? [vendorId] : [],
  );
  const events = await listEvents(pool, { orgId, conversationId, sids, inboxIds: [...toldOf(runs).keys()] });
  const learnt =
    runs.length > 0
      ? learntFromHistory(runs)
      : learntFromRecords(record, events, settingsOf(config.behaviour));
  const instants = instantsOf(learnt, sends, events);
  const shown = new Set(events.map(({ id }) => id));
  const timeline = inOrder([
    ...timelineOfEvents(events, toldOf(runs)),
    ...timelineOfSends(sends),
    ...timelineOfAudit(audit.entries),
    ...runs.flatMap((run) => timelineOfHistory(run, shown)),
    ...decisionsOf(instants),
  ]);
  const temporal =
    histories === null ? 'none' : read === null ? 'away' : runs.length === 0 ? 'forgotten' : 'there';
  return { record, events, sends, endedWaits, timeline, instants, temporal };
}

/** Those of the workflow that the conversation has now, and of all others that it had; the list of Temporal lags behind a little. */
export async function readRuns(
  histories: Histories | null,
  record: ConversationRecord,
): Promise<RunHistory[]> {
  if (histories === null) return [];
  const [now, all] = await Promise.all([
    histories.ofWorkflow(record.workflowId),
    histories.ofConversation(record),
  ]);
  const byRun = new Map([...all, ...now].map((run) => [run.runId, run]));
  return [...byRun.values()].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

/** What the workflows were told, by the inbox row that it came from: a contact's change, say, names no conversation. */
function toldOf(runs: readonly RunHistory[]): Map<number, string> {
  const signals = runs.flatMap((run) => happeningsOf(run)).filter((one) => one.is === 'signal');
  return new Map(
    signals.flatMap(({ event }) =>
      event !== null && Number.isSafeInteger(event.inboxId) && event.inboxId > 0
        ? [[event.inboxId, eventWords(event)] as const]
        : [],
    ),
  );
}

const settingsOf = (behaviour: ConsoleContext['config']['behaviour']): ConversationSettings => behaviour;

/** What it waits for now and until when, by the workflow's own decision code; null where it does not wait. Times in milliseconds since the epoch. */
export function waitsFor(
  { instants }: Pick<ConversationView, 'instants'>,
  now: number,
): { readonly what: string; readonly until: number } | null {
  const latest = instants.at(-1);
  if (latest?.phase !== 'waiting') return null;
  const step = nextStep(latest.state, latest.settings, now);
  return step.do === 'wait' ? { what: step.waitsFor, until: step.until } : null;
}
