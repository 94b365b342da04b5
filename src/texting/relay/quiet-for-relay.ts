import type { Behaviour } from '../../platform/config/config.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { quietUntilFor } from '../../telephony/quiet-hours.js';

/** Until when quiet hours hold a rep's message back; null where they do not count, as for an answer to what was just written. */
export function quietForRelay(
  { visitorSpokeAt, timeZone }: Pick<Conversation, 'visitorSpokeAt' | 'timeZone'>,
  phone: string,
  behaviour: Behaviour,
  now: number,
): number | null {
  if (visitorSpokeAt !== null && now - visitorSpokeAt.getTime() <= behaviour.quietReplyWindowMs) return null;
  return quietUntilFor(now, { timeZone, phone }, behaviour);
}

/** So far apart nights are looked for, so that none is overlooked. */
const STEP_MS = 15 * 60_000;

/**
 * How long a message could have gone out and did not, by the visitor's quiet hours: since it came, or since the last night ended.
 * A zone that was told meanwhile may make the past another one, so the number's own zones count as well. Milliseconds.
 */
export function couldHaveGoneFor(
  receivedAt: number,
  { timeZone }: Pick<Conversation, 'timeZone'>,
  phone: string,
  behaviour: Behaviour,
  now: number,
): number {
  let since = receivedAt;
  for (const zone of new Set([timeZone, null])) {
    for (let at = receivedAt; at < now; at += STEP_MS) {
      const until = quietUntilFor(at, { timeZone: zone, phone }, behaviour);
      if (until === null) continue;
      since = Math.max(since, Math.min(until, now));
      at = Math.max(at, until - STEP_MS);
    }
  }
  return now - since;
}
