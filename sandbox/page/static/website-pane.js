import { composer } from './composer.js';
import { el, text } from './dom.js';
import { startForm } from './start-form.js';
import { e164 } from './phone-number.js';
import { mobileFor } from './presets.js';
import { safeBody } from './safe-html.js';
import { selectedConversation } from './store.js';
import { createThread } from './thread.js';
import { chatWords } from './visits.js';
import { localTime } from './time-zones.js';

/** The shop's window with its chat: what a visitor sees, which is never a private note. */
export function websitePane(root, store, actions) {
  const who = el('span');
  const subtitle = el('small');
  const thread = createThread('Chat on the website');
  const unanswered = el('p', { class: 'unanswered', text: 'Nobody has answered yet.' });
  const write = composer({
    id: 'visitor-message',
    label: 'Write as the visitor',
    sendLabel: 'Send as the visitor',
    send: (body) => actions.visitorSays(store.get().selected, body),
  });
  const late = latePhone(store, actions);
  const start = startForm(store, actions);
  const chat = el(
    'div',
    { class: 'widget' },
    el('div', { class: 'widget-head' }, el('p', {}, who, subtitle)),
    thread.node,
    unanswered,
    late.node,
    write.node,
  );
  const form = el(
    'div',
    { class: 'widget' },
    el(
      'div',
      { class: 'widget-head' },
      el('p', { text: 'Chat with us' }, el('small', { text: 'You are the visitor. Which one?' })),
    ),
    start,
  );
  root.append(
    el('div', { class: 'browser-bar' }, el('i'), el('i'), el('i'), el('span', { text: 'acme.example' })),
    el(
      'div',
      { class: 'site' },
      el('strong', { text: 'Acme' }),
      el('span', { text: 'Boots that come back from every walk.' }),
    ),
    form,
    chat,
  );

  store.subscribe((state) => {
    const conversation = selectedConversation(state);
    const starting = state.starting || conversation === null;
    form.hidden = !starting || !state.loaded;
    chat.hidden = starting;
    if (conversation === null || starting) return;
    text(who, 'Acme');
    text(subtitle, conversation.status === 'closed' ? 'This chat is closed.' : youAre(state, conversation));
    thread.draw(
      conversation.id,
      conversation.messages.filter((message) => message.type === 'chat'),
      {
        signature: (message) => message.body,
        render: (message) => bubble(message),
      },
    );
    const answered = conversation.messages.some(
      (message) => message.type === 'chat' && message.author === 'rep',
    );
    unanswered.hidden = answered || conversation.status === 'closed';
    late.show(conversation, numberToLeave(state, conversation));
    write.show(conversation.id);
  });
}

function youAre(state, conversation) {
  const chat = chatWords(state, conversation);
  return `You are ${conversation.contact.name}${chat === '' ? '' : `, in ${chat}`}.`;
}

function bubble(message) {
  const mine = message.author === 'visitor';
  const by = mine ? localTime(message.at) : `${message.by} · ${localTime(message.at)}`;
  return el(
    'li',
    { class: 'message', 'data-side': mine ? 'right' : 'left' },
    el('div', { class: 'bubble' }, safeBody(message.body)),
    el('span', { class: 'message-by', text: by }),
  );
}

/** The number that this visitor would have come with. */
function numberToLeave({ conversations, link }, conversation) {
  const turn = conversations.length - 1 - conversations.findIndex(({ id }) => id === conversation.id);
  return mobileFor((link?.firstVisitor ?? 0) + turn);
}

/** A visitor without a usable number can still leave one while the chat waits. */
function latePhone(store, actions) {
  const field = el('input', {
    class: 'field',
    type: 'tel',
    'aria-label': 'Phone number to leave',
  });
  const node = el(
    'form',
    { class: 'late-phone' },
    field,
    el('button', { type: 'submit', class: 'button button-small', text: 'Leave this number' }),
  );
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value.trim() !== '') void actions.leavePhone(store.get().selected, field.value.trim());
  });
  return {
    node,
    show(conversation, number) {
      if (node.dataset.conversation !== conversation.id) field.value = number;
      node.dataset.conversation = conversation.id;
      node.hidden = e164(conversation.contact.phone) !== null;
    },
  };
}
