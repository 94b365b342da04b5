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
      ? `Written down: no text so far, ${reasons[reason]}`
      : `Written down: no text, ${reasons[reason]}`;
  return state === 'bridging'
    ? 'Written down: bridging'
    : state === 'done'
      ? 'Written down: ended'
      : 'Written down: waiting';
}

const phones: Readonly<Record<PhoneStatus, string>> = {
  unknown: 'not known yet',
  none: 'no number is known',
  invalid: 'the number is not valid',
  not_textable: 'the number takes no texts',
  usable: 'a number that can be texted',
};

/** The words of a phone's status. */
export const phoneWords = (status: PhoneStatus): string => phones[status];

/** What came out of an activity that was completed. */
export function resultWords({ name, result }: Activity): string[] {
  switch (name) {
    case 'fetchConversation': {
      if (result === null) return ['not asked yet: its number is busy'];
      const { status } = (result ?? {}) as Partial<ChatConversation>;
      return status === undefined ? [] : [`Drift: ${status}`];
    }
    case 'turnOfFollowUp':
      if (typeof result === 'number') return [`in ${Math.ceil(result / 1_000)} s`];
      return [result === null ? 'too late' : 'not known'];
    case 'findAnswer':
      return [result === true ? 'a person has answered' : 'nobody has answered'];
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
      return 'the vendor took it';
    case 'ambiguous':
      return 'it is not known whether it went out';
    case 'absent':
      return 'the vendor does not know it: it may be sent again';
    case 'refused':
      return `refused: ${result.code === null ? reasons[result.reason] : `${result.code}, ${errorWords(result.code)}`}`;
    case 'parked':
      return 'parked: an operator has to look';
    case 'skipped':
    case 'not_sent':
      return `not sent: ${result.why.replaceAll('_', ' ')}`;
    case 'quiet':
      return 'quiet hours hold it back';
  }
}
