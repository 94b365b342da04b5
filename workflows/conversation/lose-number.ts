import { isAboutNumber, type NumberRefusal } from '../../src/contracts/number-refusals.js';
import type { WaitOutcome } from './check-and-text.js';
import type { ConversationContext } from './context.js';
import { postNote } from './markers.js';
import { recordOutcome } from './outcome.js';
import type { WaitingState } from './state.js';

/** The vendor refused the number, which says nothing about another one of the visitor. */
type NumberRefused = Extract<WaitOutcome, { bridge: false }> & {
  readonly reason: NumberRefusal;
  readonly code: string;
};

export const isNumberRefused = (outcome: WaitOutcome | WaitingState): outcome is NumberRefused =>
  'bridge' in outcome && !outcome.bridge && outcome.code !== null && isAboutNumber(outcome.reason);

/**
 * The number of a conversation that waits is refused for good: it waits for another one, for as long as a number may come late. The
 * records gave the number up when it was refused. @param refusals how many numbers were refused, with this one.
 */
export async function loseNumber(
  context: ConversationContext,
  state: WaitingState,
  { reason, code }: NumberRefused,
  refusals: number,
): Promise<WaitingState> {
  await recordOutcome(context, 'waiting', reason);
  const cause = refusals === 1 ? 'not_texted' : `not_texted:${refusals}`;
  await postNote(context, cause, { about: 'not_texted', reason, code });
  return { ...state, phone: reason === 'invalid_phone' ? 'invalid' : 'not_textable' };
}
