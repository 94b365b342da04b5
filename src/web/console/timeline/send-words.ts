import type { RecordedSend } from '../data/conversation-sends.js';
import type { Tone } from '../markup/parts.js';

const purposes = { follow_up: 'Follow-up', relay: 'Relay', notice: 'Notice' } as const;
const media = { sms: 'text', chat: 'chat message', note: 'private note in Drift' } as const;

/** `Follow-up, text`. */
export const sendName = ({ purpose, medium }: Pick<RecordedSend, 'purpose' | 'medium'>): string =>
  `${purposes[purpose]}, ${media[medium]}`;

const words: Readonly<Record<string, string>> = {
  intended: 'recorded, not sent yet',
  sending: 'being sent',
  ambiguous: 'unclear whether sent: checking',
  sent: 'sent to the carrier',
  delivered: 'delivered',
  undelivered: 'not delivered',
  failed: 'failed',
  refused: 'refused',
  parked: 'unclear whether sent',
};

/** A state of the ledger in words that follow the send's name. */
export const stateWords = (state: string, medium: RecordedSend['medium']): string =>
  state === 'accepted'
    ? medium === 'sms'
      ? 'accepted by Twilio'
      : 'posted to Drift'
    : (words[state] ?? state);

export function toneOfState(state: string, medium: RecordedSend['medium'] = 'sms'): Tone {
  if (state === 'accepted' && medium !== 'sms') return 'good';
  if (['undelivered', 'failed', 'refused', 'parked'].includes(state)) return 'bad';
  if (['intended', 'sending', 'ambiguous'].includes(state)) return 'wait';
  return state === 'delivered' ? 'good' : 'plain';
}
