import type { PhoneStatus } from '../../contracts/activity-results.js';
import type { NumberRefusal } from '../../contracts/number-refusals.js';
import { isSamePhone } from '../../telephony/phone-key.js';

/**
 * The states of the number under which a conversation texts its visitor:
 * - `sought`: none is known that can be texted.
 * - `known`: there is one, and it has not been texted.
 * - `open`: a thread is open with it. Only then does anything go to a phone.
 * - `changing`: the visitor has given another number. The thread with the old one is closed, and no text goes anywhere until the new one
 *   has had its first text.
 * - `closed`: its thread has ended, since nobody spoke for long or another chat got its number of ours.
 * - `lost`: the number turned out to be wrong, or the vendor refuses it for good. The conversation waits for another one.
 *
 * It follows from the conversation's row and its open session (`numberState`), so no column can contradict it.
 */
export type NumberState = 'sought' | 'known' | 'open' | 'changing' | 'closed' | 'lost';

export interface NumberTransition {
  readonly from: readonly NumberState[];
  readonly to: NumberState;
  /** For docs/architecture.md. */
  readonly when: string;
}

export const numberTransitions = {
  tell: { from: ['sought', 'known'], to: 'known', when: 'the visitor, or their contact, gives a number' },
  text: { from: ['known', 'changing'], to: 'open', when: 'its first text is written down' },
  close: { from: ['open'], to: 'closed', when: 'nobody spoke for long, or another chat got our number' },
  reopen: { from: ['closed'], to: 'open', when: 'the phone texts' },
  change: {
    from: ['open', 'changing', 'closed'],
    to: 'changing',
    when: 'they give another one: the old thread closes at once',
  },
  lose: {
    from: ['known', 'open', 'changing', 'closed'],
    to: 'lost',
    when: 'the vendor refuses the number for good, or the phone answers "wrong number": its thread closes at once',
  },
  find: {
    from: ['lost'],
    to: 'changing',
    when: 'they give another one while the conversation goes on',
  },
  find_waiting: { from: ['lost'], to: 'known', when: 'the same, before any text went out' },
} as const satisfies Readonly<Record<string, NumberTransition>>;

/** What the row and its open session say. */
export interface NumberFacts {
  readonly conversation: 'waiting' | 'bridging' | 'done';
  readonly phone: string | null;
  /** The visitor's number of the conversation's last session, and whether that is open. */
  readonly thread: { readonly with: string; readonly isOpen: boolean } | null;
  readonly lostAt: Date | null;
}

export function numberState({ conversation, phone, thread, lostAt }: NumberFacts): NumberState {
  if (phone === null) return lostAt === null ? 'sought' : 'lost';
  const isWithIt = thread !== null && isSamePhone(thread.with, phone);
  if (isWithIt && thread.isOpen) return 'open';
  if (conversation !== 'bridging') return 'known';
  return isWithIt ? 'closed' : 'changing';
}

/**
 * Who told a number, in the order of trust:
 * - `visitor`: typed or captured in this chat. The newest such word counts, whatever stands on the contact.
 * - `contact`: an event said that the contact's number was changed or removed. It counts against what is older than it.
 * - `look`: the contact, as Drift shows it now. It counts against what an earlier look or event said of the contact, and not against
 *   the visitor's own word, since the contact does not say how old its number is.
 */
export type PhoneTold =
  | {
      readonly by: 'visitor' | 'contact';
      /** When it was said, by the vendor's clock. */
      readonly at: Date;
    }
  | { readonly by: 'look' };

export interface KnownNumber {
  readonly phone: string | null;
  /** Null in conversations from before it was kept. */
  readonly source: 'visitor' | 'contact' | null;
  readonly at: Date | null;
  /** The numbers that this conversation has lost. */
  readonly lost: readonly string[];
}

/**
 * Whether a number that was told becomes the conversation's, or, for null, whether the known one goes. The newest word counts, by when it
 * was told and not by when its event arrived. This is the only place that decides between two numbers.
 */
export function judgeTold(
  known: KnownNumber,
  e164: string | null,
  told: PhoneTold,
): 'take' | 'same' | 'older' | 'lost_before' {
  if (e164 !== null && known.lost.some((lost) => isSamePhone(e164, lost))) return 'lost_before';
  if (known.phone === null) return 'take';
  if (e164 !== null && isSamePhone(e164, known.phone)) return 'same';
  if (told.by === 'look') return known.source === 'contact' ? 'take' : 'older';
  return known.at !== null && told.at < known.at ? 'older' : 'take';
}

/** Why a number was lost. */
export type Loss = 'wrong' | 'refused';

/** The status of a conversation whose number was lost, so that its reason says why there is none. */
export const statusAfterLoss = (
  why: Loss,
  reason: NumberRefusal | null,
): Exclude<PhoneStatus, 'usable' | 'unknown'> => {
  if (why === 'wrong' || reason === null) return 'none';
  return reason === 'invalid_phone' ? 'invalid' : 'not_textable';
};

/** Why a message to the phone has no thread to go to: the number is not texted any more, or its thread has ended. */
export const codeWithoutThread = (state: NumberState): 'number_gone' | 'duplicate_session' =>
  state === 'changing' || state === 'lost' ? 'number_gone' : 'duplicate_session';
