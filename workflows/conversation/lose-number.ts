import { patched } from '@temporalio/workflow';
import { isAboutNumber, type NumberRefusal } from '../../src/contracts/number-refusals.js';
import type { WaitOutcome } from './check-and-text.js';
import type { ConversationContext } from './context.js';
import { postNote } from './markers.js';
import { recordOutcome } from './outcome.js';
import type { WaitingState } from './state.js';

/** So many numbers of one wait may be refused; then it ends, since each costs a note and a look. */
const REFUSALS_AT_MOST = 5;

/** The number was refused, which says nothing about another one of the visitor. */
type NumberRefused = Extract<WaitOutcome, { bridge: false }> & { readonly reason: NumberRefusal };

const isNumberRefused = (outcome: WaitOutcome | WaitingState): outcome is NumberRefused =>
  'bridge' in outcome && !outcome.bridge && isAboutNumber(outcome.reason);

/**
 * Whether the conversation waits for another number: the vendor refuses this one, or our own rules do (no code). Earlier builds ended
 * the wait, at first in both cases and then in the second. @param refusals how many numbers of this wait were refused before.
 */
export const waitsForAnother = (
  outcome: WaitOutcome | WaitingState,
  refusals: number,
): outcome is NumberRefused =>
  isNumberRefused(outcome) &&
  refusals + 1 < REFUSALS_AT_MOST &&
  patched(outcome.code === null ? 'waits-after-our-refusal' : 'waits-for-another-number');

/** One note for each number that was refused: a cause that was told before is not told again. */
export const causeOfNote = (refusals = 1): string =>
  refusals === 1 ? 'not_texted' : `not_texted:${refusals}`;

/**
 * The number of a conversation that waits is refused for good: it waits for another one, for as long as a number may come late. The
 * records gave the number up when it was refused, and remember it: a look that finds it again finds no number. A contact that has not
 * been looked at since is still looked at, once. @param refusals how many numbers were refused, with this one.
 */
export async function loseNumber(
  context: ConversationContext,
  state: WaitingState,
  { reason, code }: NumberRefused,
  refusals: number,
): Promise<WaitingState> {
  await recordOutcome(context, 'waiting', reason);
  await postNote(context, causeOfNote(refusals), { about: 'not_texted', reason, code });
  return { ...state, phone: reason === 'invalid_phone' ? 'invalid' : 'not_textable' };
}
