import { stateOfStatus } from '../../../records/ledger/text-status.js';
import type { RecordedEvent } from '../data/conversation-events.js';
import type { RecordedSend } from '../data/conversation-sends.js';

const ranks = ['intended', 'sending', 'ambiguous', 'accepted', 'sent', 'delivered'];
const rank = (state: string) => (ranks.includes(state) ? ranks.indexOf(state) : ranks.length);

/** When a send stood where: written down, tried, what Twilio's callbacks told, and as it stands now. Pure. */
export function statesOf(
  send: RecordedSend,
  events: readonly RecordedEvent[],
): readonly { readonly at: number; readonly state: string }[] {
  const callbacks = events.flatMap(({ kind, messageSid, status, receivedAt }) => {
    const state = stateOfStatus(status ?? '');
    const isOurs = kind === 'text_status' && messageSid !== null && messageSid === send.vendorId;
    return isOurs && state !== null ? [{ at: receivedAt.getTime(), state }] : [];
  });
  return [
    { at: send.createdAt.getTime(), state: 'intended' },
    ...(send.attemptedAt === null ? [] : [{ at: send.attemptedAt.getTime(), state: 'sending' }]),
    ...callbacks,
    { at: send.updatedAt.getTime(), state: send.state },
  ].sort((a, b) => a.at - b.at);
}

/** How a send stood at a moment; null before it was written down. States only move on, in whatever order callbacks came. Pure. */
export function sendStateAt(send: RecordedSend, events: readonly RecordedEvent[], at: number): string | null {
  if (at >= send.updatedAt.getTime()) return send.state;
  let state: string | null = null;
  for (const step of statesOf(send, events))
    if (step.at <= at && (state === null || rank(step.state) >= rank(state))) state = step.state;
  return state;
}
