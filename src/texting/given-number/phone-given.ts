import type { ChatMessage } from '../../contracts/events.js';
import { askedLast, type Spoken } from './asked.js';
import type { NumbersInMessage } from './read-numbers.js';

/** Whether it takes what was said before to know which number a message gives. */
export const hangsOnQuestion = ({ given }: NumbersInMessage): boolean =>
  given.nothing !== given.phone || given.nothing !== given.another_number;

/** The visitor's own phone in a message, E.164; null if its words give none. `before`: what was written before it, oldest first. */
export function phoneGiven(
  { saidBefore = [] }: Pick<ChatMessage, 'saidBefore'>,
  { given }: NumbersInMessage,
  before: readonly Spoken[],
): string | null {
  return given[askedLast([...saidBefore.map((said) => ({ ...said, type: 'chat' })), ...before])];
}
