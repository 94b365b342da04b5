import { nextStep, type Step } from '../../../../workflows/conversation/state.js';
import type { RecordedEvent } from '../data/conversation-events.js';
import type { RecordedSend } from '../data/conversation-sends.js';
import type { Medium } from '../../../records/ledger/ledger.js';
import { sendName, stateWords } from '../timeline/send-words.js';
import { atFirst, type Learnt, type Standing } from './learnt.js';
import { sendStateAt, statesOf } from './send-state-at.js';

/** What a conversation knew at one instant, and what followed from it by the workflow's own decision code. */
export interface Instant extends Standing {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What it learnt then. */
  readonly what: string;
  /** What `nextStep` makes of it; null once it does not wait any more. */
  readonly step: Step | null;
  readonly sends: readonly { readonly name: string; readonly medium: Medium; readonly state: string }[];
}

/** More than anybody looks through; the latest are kept. */
const MOST = 150;

/** The instants at which something changed, oldest first, by folding what was learnt. None where nothing was. Pure. */
export function instantsOf(
  learnt: readonly Learnt[],
  sends: readonly RecordedSend[],
  events: readonly RecordedEvent[],
): Instant[] {
  const moves: Learnt[] = sends.flatMap((send) =>
    statesOf(send, events).map(({ at, state }) => ({
      at,
      what: `${sendName(send)}: ${stateWords(state, send.medium)}`,
      change: (before: Standing) => before,
    })),
  );
  const beginsAt = Math.min(...learnt.map(({ at }) => at));
  const instants: Instant[] = [];
  let standing = nothing;
  for (const { at, what, change } of [...learnt, ...moves.filter((move) => move.at >= beginsAt)].sort(
    (a, b) => a.at - b.at,
  )) {
    standing = change(standing);
    const step = standing.phase === 'waiting' ? nextStep(standing.state, standing.settings, at) : null;
    const known = sends.flatMap((send) => {
      const state = sendStateAt(send, events, at);
      return state === null ? [] : [{ name: sendName(send), medium: send.medium, state }];
    });
    const instant = { ...standing, at, what, step, sends: known };
    if (!isSame(instants.at(-1), instant)) instants.push(instant);
  }
  return instants.slice(-MOST);
}

/** Before anything was learnt; the first thing that was makes something of it. */
const nothing = atFirst(0, {
  followUpDelayMs: 0,
  followUpMaxAgeMs: 0,
  latePhoneWindowMs: 0,
  sessionIdleMs: 0,
});

/** Whether nothing was learnt from one to the next. */
function isSame(before: Instant | undefined, after: Instant): boolean {
  if (before === undefined) return false;
  const matter = ({ phase, state, reason, step, sends }: Instant) =>
    JSON.stringify({ phase, state, reason, step, sends });
  return matter(before) === matter(after);
}
