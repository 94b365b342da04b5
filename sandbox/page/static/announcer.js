import { bodyText } from './safe-html.js';
import { situation } from './situation.js';
import { standing } from './standing.js';
import { selectedConversation, textsOf } from './store.js';
import { deliveryWords, isLost } from './words.js';

/**
 * Says new messages and changes of state once, in one live region. The three panes show the same message up to three
 * times; read aloud that often it would be noise.
 */
export function announcer(region, store) {
  let shown = null;
  let known = new Set();
  let stateWas = '';

  store.subscribe((state) => {
    const conversation = selectedConversation(state);
    if (conversation === null) return;
    const items = [
      ...conversation.messages.map(inboxLine),
      ...textsOf(state, conversation.contact.phone).map(phoneLine),
    ];
    const view = state.views.get(conversation.id);
    const now = Date.now() + state.clockOffset;
    const stateIs = `${view?.state ?? ''} ${view?.reason ?? ''} ${standing(state, conversation, now)}`;
    const news =
      shown === conversation.id ? items.filter((item) => !known.has(item.key)).map((item) => item.say) : [];
    if (shown === conversation.id && stateIs !== stateWas && view) {
      news.push(situation(state, conversation, now).sentence);
    }
    shown = conversation.id;
    known = new Set(items.map((item) => item.key));
    stateWas = stateIs;
    if (news.length > 0) region.textContent = news.join(' ');
  });
}

function inboxLine(message) {
  const kind = message.type === 'chat' ? 'Chat' : 'Private note';
  return { key: `drift ${message.key}`, say: `${kind} from ${message.by}: ${bodyText(message.body)}.` };
}

function phoneLine(message) {
  const lost = isLost(message.status);
  const what = message.direction === 'out' ? 'Text to the phone' : 'Text from the phone';
  return {
    key: `text ${message.key} ${lost}`,
    say: lost
      ? `A text was not delivered: ${deliveryWords(message.errorCode)}.`
      : `${message.direction === 'auto' ? 'Automatic reply' : what}: ${message.body}.`,
  };
}
