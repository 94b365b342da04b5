import { avatar } from './avatar.js';
import { el, reconcile } from './dom.js';
import { standing } from './standing.js';
import { chatWords } from './visits.js';

/** The visitors so far, newest first; the one that the panes show is marked. */
export function rail(list, newVisitor, store, actions) {
  newVisitor.addEventListener('click', () => actions.newVisitor());
  store.subscribe((state) => {
    reconcile(list, state.conversations, {
      key: (conversation) => conversation.id,
      signature: (conversation) =>
        [conversation.contact.name, word(state, conversation), isShown(state, conversation)].join(),
      render: (conversation) =>
        el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              class: 'visitor-chip',
              'aria-current': isShown(state, conversation) ? 'true' : null,
              onclick: () => actions.select(conversation.id),
            },
            avatar(conversation.contact),
            conversation.contact.name,
            el('small', { text: word(state, conversation) }),
          ),
        ),
    });
  });
}

const isShown = (state, conversation) => !state.starting && state.selected === conversation.id;

/** Where it stands, and which of their chats it is where a visitor has several. */
function word(state, conversation) {
  const now = Date.now() + state.clockOffset;
  return [chatWords(state, conversation), standing(state, conversation, now)].filter(Boolean).join(' · ');
}
