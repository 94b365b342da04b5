import type { ChatConversation, FollowUpResult, PhoneStatus } from '../../../contracts/activity-results.js';
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
      if (result === 0) return ['at once'];
      if (typeof result === 'number') return [`in ${Math.ceil(result / 1_000)} s`];
      return [result === null ? 'too late' : 'not known'];
    case 'findAnswer':
      return [result === true ? 'a person answered' : 'nobody answered'];
    case 'lookUpContact':
      return typeof result === 'string' && result in phones ? [phones[result as PhoneStatus]] : [];
    default:
      return isSendResult(result) ? [sendWords(result)] : [];
  }
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
