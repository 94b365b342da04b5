import type {
  BookedAhead,
  FollowUpResult,
  Held,
  PhoneStatus,
  TalkSeen,
} from '../../../contracts/activity-results.js';
import type { Reason } from '../../../contracts/reasons.js';
import {
  absorb,
  atFirst as waitAtFirst,
  heldBy,
  told,
  type WaitingState,
} from '../../../../workflows/conversation/state.js';
import type { RunHistory } from '../../../operate/histories/run-history.js';
import { activityTitle, isSendResult, phoneWords, resultWords } from '../timeline/activity-words.js';
import { happeningsOf, type Activity, type Happening } from '../timeline/happenings.js';
import { eventWords } from '../timeline/signal-words.js';
import { atFirst, knows, type Learnt, type Standing } from './learnt.js';

/**
 * What a conversation's workflows learnt and when, exactly as they were told it: signals go through the workflow's own
 * `absorb`, results of activities have the effect that they have there. Pure.
 */
export const learntFromHistory = (runs: readonly Pick<RunHistory, 'history'>[]): Learnt[] =>
  runs
    .filter((run) => isConversation(run))
    .flatMap((run) => happeningsOf(run).flatMap((happening) => learntFrom(happening) ?? []));

/** A late text's workflow, or an operator's, does not speak for the conversation. */
function isConversation(run: Pick<RunHistory, 'history'>): boolean {
  const [first] = happeningsOf(run);
  return first?.is === 'started' && first.input !== null && first.input.isLateText !== true;
}

const same = (before: Standing): Standing => before;

function learntFrom(happening: Happening): Learnt | null {
  const { at } = happening;
  switch (happening.is) {
    case 'started': {
      const { input, isContinued } = happening;
      if (input === null) return null;
      const begins = atFirst(input.openedAt, input.settings, waitAtFirst(input));
      const isBridge = isContinued || input.reopened !== undefined;
      const reason = input.reopened?.reason ?? input.carried?.reason ?? null;
      const change = (before: Standing): Standing =>
        isBridge ? { ...before, settings: input.settings, phase: 'texted', reason } : begins;
      return {
        at,
        what: isContinued ? 'the workflow continues with a new history' : 'the workflow started',
        change,
      };
    }
    case 'signal': {
      const { event } = happening;
      return event === null
        ? null
        : { at, what: eventWords(event), change: knows((state) => absorb(state, event)) };
    }
    case 'timer':
      return happening.endedAt !== null && happening.hasFired
        ? { at: happening.endedAt, what: 'the time was up', change: same }
        : null;
    case 'activity':
      return happening.endedAt === null || happening.outcome !== 'completed'
        ? null
        : fromResult(happening, happening.endedAt);
    case 'ended':
      return {
        at,
        what: 'the workflow ended',
        change: happening.how === 'continued_as_new' ? same : (before) => ({ ...before, phase: 'ended' }),
      };
    case 'task_failed':
      return null;
  }
}

function fromResult(activity: Activity, at: number): Learnt | null {
  const { name, result, input } = activity;
  const what = [activityTitle(activity), ...resultWords(activity)].join(': ');
  switch (name) {
    case 'lookUpContact': {
      const phone = result as PhoneStatus;
      const isDue = (input as { readonly unlessGiven?: boolean } | null)?.unlessGiven === true;
      const change = knows((state) => {
        if (isDue) return { ...state, phone, mustLook: false };
        return state.phone === 'unknown' ? { ...state, phone } : state;
      });
      return { at, what: `Drift was asked for the number: ${phoneWords(phone)}`, change };
    }
    case 'fetchConversation':
      return { at, what, change: knows((state) => ({ ...state, closed: state.closed || isClosed(result) })) };
    case 'turnOfFollowUp':
      return {
        at,
        what,
        change: knows((state) => ({ ...afterTalk(state, result), ...heldAfter(turnIn(result)) })),
      };
    case 'findAnswer':
      return {
        at,
        what,
        change: knows((state) => {
          const known = afterTalk(state, result);
          return { ...known, answered: known.answered || result === true };
        }),
      };
    case 'recordOutcome': {
      const { state, reason } = input as {
        readonly state: 'waiting' | 'bridging' | 'done';
        readonly reason: Reason | null;
      };
      if (isTalkSeen(result)) {
        return {
          at,
          what: 'the visitor had written again: the wait goes on',
          change: knows((before) => told(before, result)),
        };
      }
      const phase = state === 'waiting' ? 'waiting' : state === 'bridging' ? 'texted' : 'ended';
      return { at, what, change: (before) => ({ ...before, phase, reason }) };
    }
    case 'sendFollowUp':
    case 'reconcileText':
      return isSendResult(result) ? { at, what, change: (before) => afterSend(before, result) } : null;
    default:
      return null;
  }
}

/** A slot that would come too late (null) leaves what held the text back before. */
const heldAfter = (turn: unknown): Partial<WaitingState> =>
  turn === null ? {} : heldBy((turn as Partial<Held>).why ?? '');

/** The slot in a result of today, or of a build that told nothing else. */
const turnIn = (result: unknown): unknown => (isTalkSeen(result) ? (result as BookedAhead).turn : result);

const isTalkSeen = (result: unknown): result is TalkSeen =>
  typeof result === 'object' && result !== null && 'asked' in result;

const afterTalk = (state: WaitingState, result: unknown): WaitingState =>
  isTalkSeen(result) ? told(state, result) : state;

const isClosed = (result: unknown) => (result as { readonly status?: string } | null)?.status === 'closed';

function afterSend(before: Standing, result: FollowUpResult): Standing {
  if (before.phase !== 'waiting') return before;
  switch (result.kind) {
    case 'accepted':
      return { ...before, phase: 'texted', reason: null };
    case 'parked':
      return { ...before, phase: 'texted', reason: 'send_ambiguous' };
    case 'quiet':
      return knows((state) => ({ ...state, quietUntil: result.until }))(before);
    case 'not_sent':
      return knows((state) => ({ ...state, ...heldBy(result.why) }))(before);
    default:
      return before;
  }
}
