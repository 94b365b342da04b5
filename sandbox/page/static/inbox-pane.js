import { composer } from './composer.js';
import { attribute, el, icon, reconcile, text } from './dom.js';
import { safeBody } from './safe-html.js';
import { selectedConversation } from './store.js';
import { createThread } from './thread.js';
import { avatar } from './avatar.js';
import { cityOf, localTime } from './time-zones.js';
import { notTexted } from './relayed.js';

/** The rep's inbox: everything in the conversation, private notes too, and what the contact holds. */
export function inboxPane(root, store, actions) {
  const current = () => selectedConversation(store.get());
  const face = el('span', {});
  const name = el('span');
  const reach = el('small');
  const answer = el('button', { type: 'button', class: 'button button-small button-strong', text: 'Answer' });
  const close = el('button', { type: 'button', class: 'button button-small', text: 'Close chat' });
  const remove = el('button', { type: 'button', class: 'button button-small', text: 'Delete' });
  const facts = el('ul', { class: 'inbox-facts', 'aria-label': 'About this conversation' });
  const thread = createThread('Conversation in the inbox');
  const mode = modes();
  const write = composer({
    id: 'rep-message',
    label: 'Reply as the rep',
    sendLabel: 'Send as the rep',
    send: (body) => actions.repSays(store.get().selected, body, mode.value()),
  });
  const compose = el('div', { class: 'inbox-compose', 'data-mode': 'chat' }, mode.node, write.node);
  const empty = el('p', {
    class: 'empty',
    text: 'The inbox is empty. When a visitor starts a chat, it appears here.',
  });
  const head = el(
    'div',
    { class: 'inbox-head' },
    face,
    el('p', { class: 'inbox-who' }, name, reach),
    el('div', { class: 'inbox-actions' }, answer, close, remove),
  );
  root.append(empty, head, facts, thread.node, compose);

  answer.addEventListener('click', () => void actions.answer(current().id, current().contact.name));
  close.addEventListener(
    'click',
    () => void actions.setStatus(current().id, current().status === 'closed' ? 'open' : 'closed'),
  );
  remove.addEventListener('click', () => void actions.deleteChat(current().id));
  mode.node.addEventListener('change', () => store.set({}));

  store.subscribe((state) => {
    const conversation = selectedConversation(state);
    empty.hidden = conversation !== null;
    for (const node of [head, facts, thread.node, compose]) node.hidden = conversation === null;
    if (conversation === null) return;
    const { contact } = conversation;
    const view = state.views.get(conversation.id) ?? null;
    reconcile(face, [contact], {
      key: (one) => one.id,
      signature: (one) => one.name,
      render: (one) => avatar(one),
    });
    text(name, contact.name);
    text(reach, contact.email);
    text(close, conversation.status === 'closed' ? 'Reopen' : 'Close chat');
    reconcile(facts, factsOf(conversation), {
      key: ([label]) => label,
      signature: ([, value]) => value,
      render: fact,
    });
    thread.draw(conversation.id, conversation.messages, {
      signature: (message) => `${message.body} ${notTexted(view, message) ?? ''}`,
      render: (message) => line(message, contact, notTexted(view, message)),
    });
    attribute(compose, 'data-mode', mode.value());
    const placeholder = mode.value() === 'chat' ? 'Reply as the rep' : 'Note for the team: never texted';
    write.show(conversation.id, { placeholder });
  });
}

function modes() {
  const radio = (value, checked, ...label) =>
    el(
      'label',
      {},
      el('input', { type: 'radio', name: 'rep-mode', value, checked }),
      el('span', {}, ...label),
    );
  const node = el(
    'fieldset',
    { class: 'modes' },
    el('legend', { class: 'sr-only', text: 'What to write' }),
    radio('chat', true, 'Reply'),
    radio('private_note', false, icon('lock'), 'Private note'),
  );
  return { node, value: () => node.querySelector('input:checked').value };
}

/** Status, tags and what Textback left on the contact. */
function factsOf({ status, tags, contact, timeZone }) {
  const rows = [['Status', status]];
  if (timeZone !== null) rows.push(['Local time', `${localTime(Date.now(), timeZone)}, ${cityOf(timeZone)}`]);
  rows.push(['Phone', contact.phone || 'none']);
  if (tags.length > 0) rows.push(['Tags', tags.join(', ')]);
  return [...rows, ...contact.extras];
}

function fact([label, value]) {
  return el('li', {}, el('b', { text: `${label} ` }), value);
}

/** Textback posts what an unproved phone texts as a private note: the visitor's words, for the rep alone. */
function noteLabel({ type, body }) {
  if (type !== 'private_note') return `${type}: never texted`;
  return / by text:<\/b>/.test(body) ? 'A text, private: the website shows none' : 'Private: never texted';
}

function line(message, contact, lost) {
  if (message.type !== 'chat') {
    const label = noteLabel(message);
    return el(
      'li',
      { class: 'message', 'data-kind': 'note' },
      el(
        'span',
        { class: 'message-by' },
        icon('lock'),
        el('b', { text: label }),
        `· ${message.by} · ${localTime(message.at)}`,
      ),
      el('div', { class: 'bubble' }, safeBody(message.body)),
    );
  }
  const visitor = message.author === 'visitor';
  const by = visitor ? contact.name : message.by;
  return el(
    'li',
    { class: 'message', 'data-side': visitor ? 'left' : 'right', 'data-kind': message.author },
    el('div', { class: 'bubble' }, safeBody(message.body)),
    el('span', { class: 'message-by', text: `${by} · ${localTime(message.at)}` }),
    lost === null ? null : el('span', { class: 'message-lost', text: `✕ ${lost}` }),
  );
}
