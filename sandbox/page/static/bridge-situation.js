import { phoneWords } from './phone-number.js';
import { plain } from './situation-parts.js';
import { hasOptedOut } from './standing.js';
import { isTakenOver, lastTextOut, threadOf, threadsOf } from './threads.js';
import { deliveryWords, isLost } from './words.js';

/** Where a conversation stands whose visitor was texted: a situation as in situation.js. */
export function bridging(state, conversation) {
  const { name } = conversation.contact;
  if (hasOptedOut(state, conversation)) return stopped(name);
  if (isTakenOver(state, conversation)) return takenOver(state, conversation);
  const thread = threadOf(state, conversation);
  const last = lastTextOut(state, conversation);
  if (last !== null && isLost(last.status)) {
    return {
      ...plain(
        `The last text did not reach ${name}: ${deliveryWords(last.errorCode)}.`,
        'A private note tells the rep why.',
        'bad',
      ),
      progress: 0.5,
    };
  }
  return {
    ...plain(
      `${name}’s phone and this chat are now one thread. Write from either side.`,
      threadsOf(state, conversation.contact.phone).length > 1
        ? `This chat uses ${phoneWords(thread?.ours ?? 'a number')} alone, so texts from ${name}’s two chats never mix.`
        : `Replies go both ways; ${textsAre(state, conversation)}.`,
      'good',
    ),
    progress: 1,
    reached: true,
  };
}

/** Anybody could have typed this number into the chat: until it is proved, only the rep reads what it texts. */
function textsAre(state, conversation) {
  const view = state.views.get(conversation.id);
  return view?.visitorTexts === 'note' && view.phoneProvedBy === null
    ? 'texts come as private notes, which the website does not show: nobody has proved whose phone it is'
    : 'private notes stay in the inbox';
}

/** A newer chat of the same visitor has the number now. */
export function takenOver(state, conversation) {
  const { name } = conversation.contact;
  const thread = threadOf(state, conversation);
  return {
    ...plain(
      `${name}’s newer chat has taken over ${phoneWords(thread?.ours ?? 'our number')}.`,
      'All our numbers already have a thread with this phone, so the newest chat takes over the oldest thread’s number.',
      'wait',
    ),
    progress: 0,
  };
}

function stopped(name) {
  return {
    ...plain(
      `${name} opted out: no more texts go to this phone.`,
      'The rep’s messages stay in the chat, and a private note says so. Texting START turns texts back on.',
      'bad',
    ),
    progress: 0,
  };
}
