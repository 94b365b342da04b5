import { isAnswer, type Said } from './answers.js';

/**
 * When something was said, by the chat vendor's clock alone: milliseconds since the epoch. `order`: which of two messages of one
 * millisecond was first, the vendor's message ID; null if it is not known.
 */
export interface Moment {
  readonly at: number;
  readonly order: number | null;
}

/** What settles the visitor's words: a person's answer, or the end of the chat. */
export interface Settled extends Moment {
  readonly by: 'answer' | 'closed';
  /** The inbox row that told of a close: words that arrived after it may have been written after it, whatever the clocks say. */
  readonly inboxId?: number;
}

export interface Words extends Moment {
  /** When they count from, if the vendor's clock is ahead of ours. Milliseconds since the epoch. */
  readonly since: number;
  /** Thanks or a goodbye: after an answer they ask for nothing. */
  readonly isThanks: boolean;
}

export type Heard = ({ readonly is: 'words' } & Words) | ({ readonly is: 'settled' } & Settled);

/** What was said during one wait, as far as it matters to whether the visitor still waits. */
export interface Talk {
  /** When the wait began. It stands for the visitor's words until those are known. */
  readonly opened: Moment;
  /** What was said until then belongs to an earlier wait, or to none. */
  readonly after: Moment;
  /** The visitor's words that nothing has settled. */
  readonly words: readonly Words[];
  /** The last answer, or the end of the chat; null if there was none. */
  readonly settled: Settled | null;
}

/** Webhooks of one moment come in any order: words written so long before the event that opened a chat belong to its wait. */
const REACH_MS = 5 * 60_000;

/** Webhooks of one moment, such as a chat's opening and its first message, differ by this much at the most. */
const SAME_MOMENT_MS = 500;

/** Whether the visitor waits since later than was thought, so that their text is due later. */
export const isLater = (asked: Words, thought: number): boolean => asked.since > thought + SAME_MOMENT_MS;

/** How far the times of a close and of words may be out of step: many events of a close have no time but that of their arrival. */
export const CLOSE_LEEWAY_MS = 10_000;

/** False for two messages of one millisecond whose order is not known. */
export const isAfter = (one: Moment, other: Moment): boolean =>
  one.at > other.at ||
  (one.at === other.at && one.order !== null && other.order !== null && one.order > other.order);

export const openTalk = (
  opened: Moment,
  after: Moment = { at: opened.at - REACH_MS, order: null },
): Talk => ({ opened, after, words: [], settled: null });

/** What was said so far and this; the same whatever the order in which it is heard. Pure. */
export function hear(talk: Talk, heard: Heard): Talk {
  if (!isAfter(heard, talk.after)) return talk;
  if (heard.is === 'words') {
    const { at, order, since, isThanks } = heard;
    if (talk.settled !== null && !isAfter(heard, talk.settled)) return talk;
    return { ...talk, words: [...talk.words, { at, order, since, isThanks }] };
  }
  const { at, order, by, inboxId } = heard;
  const from = inboxId === undefined ? {} : { inboxId };
  const settled = later(talk.settled, { at, order, by, ...from });
  return { ...talk, settled, words: talk.words.filter((words) => isAfter(words, settled)) };
}

/** The visitor's first unanswered words, from which the wait runs; null if nobody waits. */
export function unanswered({ opened, words, settled }: Talk): Words | null {
  const asking = settled === null ? words : words.filter(({ isThanks }) => !isThanks);
  const [first, ...others] = asking;
  if (first !== undefined) return others.reduce((a, b) => (isAfter(a, b) ? b : a), first);
  if (settled !== null && !isAfter(opened, settled)) return null;
  return { ...opened, since: opened.at, isThanks: false };
}

/** What a message means for the talk; null for one that means nothing, such as a bot's. */
export function heardIn(message: Said, moment: Moment, since: number, isThanks = false): Heard | null {
  if (isAnswer(message)) return { is: 'settled', by: 'answer', ...moment };
  if (message.author !== 'visitor' || message.type !== 'chat') return null;
  return { is: 'words', ...moment, since: Math.min(since, moment.at), isThanks };
}

/** Of two of one millisecond the one whose order is not known, since nothing can be shown to come after it; then the answer. */
function later(one: Settled | null, other: Settled): Settled {
  if (one === null || other.at > one.at) return other;
  if (other.at < one.at) return one;
  if (one.order !== other.order) {
    if (one.order === null || other.order === null) return one.order === null ? one : other;
    return other.order > one.order ? other : one;
  }
  return one.by === 'answer' ? one : other;
}
