import { reasons, type Reason } from '../../../contracts/reasons.js';
import { chip, type Markup, type Tone } from '../markup/parts.js';

interface Standing {
  readonly state: string;
  readonly reason: Reason | null;
  readonly followUp: string | null;
}

const onTheWay = new Set(['intended', 'sending', 'ambiguous']);
const withVendor = new Set(['accepted', 'sent', 'delivered']);

/** Where a conversation stands, in two or three words. */
export function standingOf({ state, reason, followUp }: Standing): {
  readonly words: string;
  readonly tone: Tone;
} {
  const lost = followUp === 'failed' || followUp === 'undelivered';
  if (lost) return { words: 'text not delivered', tone: 'bad' };
  if (followUp === 'parked') return { words: 'text unclear', tone: 'bad' };
  if (state === 'waiting') {
    if (reason !== null) return { words: 'waiting, blocked', tone: 'wait' };
    return followUp !== null && onTheWay.has(followUp)
      ? { words: 'texting', tone: 'wait' }
      : { words: 'waiting', tone: 'wait' };
  }
  if (state === 'bridging') return { words: 'bridging', tone: 'good' };
  if (followUp !== null && withVendor.has(followUp)) return { words: 'texted, ended', tone: 'plain' };
  return reason === 'answered' ? { words: 'answered', tone: 'good' } : { words: 'no text', tone: 'bad' };
}

export function standingChip(standing: Standing): Markup {
  const { words, tone } = standingOf(standing);
  return chip(words, tone);
}

export const reasonWords = (reason: Reason | null): string => (reason === null ? '' : reasons[reason]);
