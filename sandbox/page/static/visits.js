import { e164, samePhone } from './phone-number.js';
import { selectedConversation } from './store.js';

/** The chats of one phone, oldest first. */
function chatsOf(state, phone) {
  return state.conversations.filter(({ contact }) => samePhone(contact.phone, phone)).reverse();
}

/** "chat 2" where the visitor has several, else empty. */
export function chatWords(state, conversation) {
  const chats = chatsOf(state, conversation.contact.phone);
  return chats.length > 1 ? `chat ${chats.indexOf(conversation) + 1}` : '';
}

/** Who can come a second time: the visitor that the panes show, else the last one whose phone takes texts; or null. */
export function returningVisitor(state) {
  const hasPhone = (conversation) => conversation !== null && e164(conversation.contact.phone) !== null;
  const shown = selectedConversation(state);
  return hasPhone(shown) ? shown : (state.conversations.find(hasPhone) ?? null);
}
