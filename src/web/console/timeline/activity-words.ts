import type {
  BookedAhead,
  ChatConversation,
  FollowUpResult,
  PhoneStatus,
  TalkSeen,
} from '../../../contracts/activity-results.js';
import { reasons, type Reason } from '../../../contracts/reasons.js';
import { errorWords } from '../error-words.js';
import type { Activity } from './happenings.js';

/** What an activity was for: what the workflow said, else its name in words. */
export function activityTitle({ name, summary, input }: Activity): string {
  if (name === 'recordOutcome') return outcomeTitle(input);
  const words = summary ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function outcomeTitle(input: unknown): string {
  const { state, reason } = (input ?? {}) as { readonly state?: string; readonly reason?: Reason | null };
  if (reason)
    return state === 'waiting'
      ? `Recorded: no text so far, ${reasons[reason]}`
      : `Recorded: no text, ${reasons[reason]}`;
  return state === 'bridging'
    ? 'Recorded: bridging'
    : state === 'done'
      ? 'Recorded: ended'
      : 'Recorded: waiting';
}

const phones: Readonly<Record<PhoneStatus, string>> = {
  unknown: 'not known yet',
  none: 'no number known',
  invalid: 'the number is not valid',
  not_textable: 'the number cannot receive texts',
  usable: 'a number we can text',
};

/** The words of a phone's status. */
export const phoneWords = (status: PhoneStatus): string => phones[status];

/** What came out of an activity that was completed. */
export function resultWords({ name, result }: Activity): string[] {
  switch (name) {
    case 'fetchConversation': {
      if (result === null) return ['not asked yet: our number is busy'];
      const { status } = (result ?? {}) as Partial<ChatConversation>;
      return status === undefined ? [] : [`Drift: ${status}`];
    }
    case 'turnOfFollowUp':
      return [slotWords(isBookedAhead(result) ? result.turn : result)];
    case 'findAnswer': {
      const isAnswered = result === true || (result as Partial<TalkSeen> | null)?.asked === null;
      return [isAnswered ? 'a person answered' : 'nobody answered'];
    }
    case 'lookUpContact':
      return typeof result === 'string' && result in phones ? [phones[result as PhoneStatus]] : [];
    default:
      return isSendResult(result) ? [sendWords(result)] : [];
  }
}

const isBookedAhead = (result: unknown): result is BookedAhead =>
  typeof result === 'object' && result !== null && 'turn' in result;

function slotWords(inMs: unknown): string {
  if (typeof inMs === 'object' && inMs !== null && 'reason' in inMs)
    return `no text: ${reasons[inMs.reason as Reason]}`;
  if (inMs === 0) return 'at once';
  if (typeof inMs === 'number') return `in ${Math.ceil(inMs / 1_000)} s`;
  return inMs === null ? 'too late' : 'not known';
}

export const isSendResult = (result: unknown): result is FollowUpResult =>
  typeof result === 'object' && result !== null && 'kind' in result;

function sendWords(result: FollowUpResult): string {
  switch (result.kind) {
    case 'accepted':
      return 'the vendor accepted it';
    case 'ambiguous':
      return 'unclear whether it went out';
    case 'absent':
      return 'the vendor does not have it, so it may be sent again';
    case 'refused':
      return `refused: ${result.code === null ? reasons[result.reason] : `${result.code}, ${errorWords(result.code)}`}`;
    case 'parked':
      return 'parked for an operator';
    case 'skipped':
    case 'not_sent':
      return `not sent: ${result.why.replaceAll('_', ' ')}`;
    case 'quiet':
      return 'delayed by quiet hours';
  }
}
