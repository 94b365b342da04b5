import type { Ordering } from './ordering.js';

/**
 * The states of a bridge between chat and phone:
 * - `open`: messages are relayed; the bridge waits for news or for the end of the idle time.
 * - `overdue`: the idle time is over, but a message still waits for its send slot or for the visitor's morning. The bridge ends when it
 *   is relayed, or opens again when somebody speaks.
 * - `draining`: this run's history has become long. What is under way ends before the next run takes over. Only for conversations
 *   whose ordering is `as_received`; all others wait in `open` until nothing is under way.
 * - `carried_over`: the next run goes on (continue-as-new).
 * - `closing`: nobody speaks any more, or the conversation was deleted. The outcome is recorded. What is said meanwhile still crosses, then the bridge is closed.
 */
export type BridgeState = 'open' | 'overdue' | 'draining' | 'carried_over' | 'closing';

export const bridgeTransitions = {
  open: ['open', 'overdue', 'draining', 'carried_over', 'closing'],
  overdue: ['open', 'overdue', 'carried_over', 'closing'],
  draining: ['carried_over'],
  carried_over: [],
  closing: [],
} as const satisfies Record<BridgeState, readonly BridgeState[]>;

export interface BridgeFacts {
  readonly ordering: Ordering;
  /** The conversation was deleted: there is nothing to relay to, and nothing more goes to the phone. */
  readonly isChatGone: boolean;
  readonly isThreadIdle: boolean;
  readonly hasEvents: boolean;
  readonly continueAsNewSuggested: boolean;
  /** Milliseconds since the epoch, as `idleAt`. */
  readonly now: number;
  /** When the idle time is over. */
  readonly idleAt: number;
}

/** The state of a bridge that is `open` or `overdue`, after its events were taken. Pure. */
export function nextBridgeState(facts: BridgeFacts): (typeof bridgeTransitions)['open'][number] {
  const { ordering, isChatGone, isThreadIdle, hasEvents, continueAsNewSuggested, now, idleAt } = facts;
  if (isChatGone) return 'closing';
  if (continueAsNewSuggested) {
    if (ordering === 'as_received') return 'draining';
    if (isThreadIdle && !hasEvents) return 'carried_over';
  }
  if (now < idleAt) return 'open';
  if (isThreadIdle) return 'closing';
  return ordering === 'as_received' ? 'open' : 'overdue'; // these look again every second
}
