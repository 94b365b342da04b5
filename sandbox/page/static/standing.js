import { samePhone } from './phone-number.js';
import { isTakenOver, lastTextOut } from './threads.js';
import { localTime, quietUntil } from './time-zones.js';
import { isLost } from './words.js';

/** Whether nothing may go to this visitor's phone: by Textback's word, else by Twilio's, which knows keywords only. */
export function hasOptedOut(state, conversation) {
  const view = state.views.get(conversation.id);
  return view?.optedOut ?? state.optedOut.some((stopped) => samePhone(stopped, conversation.contact.phone));
}

/** Whether texts to this phone get lost on the way. */
export const isOutOfReach = (state, phone) => state.outOfReach.some((other) => samePhone(other, phone));

/**
 * Until when quiet hours hold the text of a waiting conversation back (ms since the epoch), or null. Textback's word goes
 * first; without it the page reckons by the same settings and the zone that the chat tells.
 */
export function heldUntil(state, conversation, now) {
  const view = state.views.get(conversation.id);
  if (view?.state !== 'waiting' || view.reason !== null) return null;
  if (view.quietUntil) return Date.parse(view.quietUntil);
  const { timeZone } = conversation;
  if (timeZone === null || view.dueAt === null) return null;
  return quietUntil(Math.max(now, Date.parse(view.dueAt)), state.link?.quietHours ?? null, timeZone);
}

/** Where a conversation stands, in a word or two for its visitor's chip; empty while nothing is known. */
export function standing(state, conversation, now) {
  const view = state.views.get(conversation.id);
  if (view === undefined || view === null) return conversation.status === 'closed' ? 'closed' : '';
  if (view.state === 'waiting') {
    const held = heldUntil(state, conversation, now);
    if (held !== null) return `until ${localTime(held, conversation.timeZone)}`;
    return view.reason === null ? 'waiting' : 'on hold';
  }
  if (view.state === 'texting') return 'texting';
  const texted = view.texts.some((message) => message.sid !== null);
  if (texted && isTakenOver(state, conversation)) return 'taken over';
  if (view.state === 'bridging') return onThePhone(state, conversation);
  return texted ? 'done' : 'no text';
}

function onThePhone(state, conversation) {
  if (hasOptedOut(state, conversation)) return 'opted out';
  const last = lastTextOut(state, conversation);
  return last !== null && isLost(last.status) ? 'not delivered' : 'on the phone';
}
