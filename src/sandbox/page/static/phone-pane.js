import { composer } from './composer.js';
import { el, text } from './dom.js';
import { e164, phoneWords, samePhone } from './phone-number.js';
import { selectedConversation, textsOf } from './store.js';
import { createThread } from './thread.js';
import { day, hours, isLost, receipt } from './words.js';

/** The visitor's phone: a lock screen until there is a text, then the thread with our number. */
export function phonePane(root, store, actions) {
  const bar = el('span', { text: hours(Date.now()) });
  const title = el('span');
  const ours = el('small');
  const head = el('div', { class: 'phone-head' }, title, ours);
  const thread = createThread('Texts on the visitor’s phone');
  const lockTime = el('time');
  const lockDate = el('span', { class: 'date' });
  const idle = el('p', { class: 'idle' });
  const lock = el('div', { class: 'lock-clock' }, lockDate, lockTime, idle);
  const sendText = (body) => actions.textIn(selectedConversation(store.get())?.contact.phone ?? '', body);
  const quick = el('div', { class: 'quick', role: 'group', 'aria-label': 'Quick texts' });
  for (const word of ['STOP', 'START']) {
    quick.append(
      el('button', {
        type: 'button',
        class: 'button button-small',
        text: word,
        onclick: () => void sendText(word),
      }),
    );
  }
  const write = composer({
    id: 'phone-message',
    label: 'Text from this phone',
    sendLabel: 'Send the text',
    send: sendText,
  });
  root.append(
    el(
      'div',
      { class: 'screen' },
      el('div', { class: 'status-bar' }, bar, el('i', { 'aria-hidden': 'true' })),
      head,
      lock,
      thread.node,
      quick,
      write.node,
      el('div', { class: 'home-bar' }),
    ),
  );

  const tick = () => {
    const now = Date.now();
    text(bar, hours(now));
    text(lockTime, hours(now));
    text(lockDate, day(now));
  };
  setInterval(tick, 5_000);
  tick();

  store.subscribe((state) => {
    const conversation = selectedConversation(state);
    const number = e164(conversation?.contact.phone ?? '');
    const messages = number === null ? [] : textsOf(state, number);
    const blank = messages.length === 0;
    head.hidden = blank;
    thread.node.hidden = blank;
    lock.hidden = !blank;
    quick.hidden = number === null;
    write.node.hidden = number === null;
    text(idle, idleWords(conversation));
    text(title, 'Acme');
    const stopped = state.optedOut.some((other) => samePhone(other, number ?? ''));
    text(ours, `${phoneWords(messages.at(-1)?.ours ?? '')}${stopped ? ' · opted out' : ''}`);
    thread.draw(conversation?.id ?? '', messages, {
      signature: (message) => `${message.status} ${message.errorCode ?? ''} ${message.body}`,
      render: bubble,
    });
    write.show(conversation?.id ?? null);
  });
}

function idleWords(conversation) {
  if (conversation === null) return 'No visitor yet.';
  const { name, phone } = conversation.contact;
  if (phone === '') return `${name} left no number, so there is nothing to text.`;
  return e164(phone) === null ? `No phone has the number ${phone}.` : `No texts yet on ${phone}.`;
}

function bubble(message) {
  if (message.direction === 'out') return outgoing(message);
  const auto = message.direction === 'auto';
  return el(
    'li',
    { class: 'message', 'data-side': auto ? null : 'right', 'data-kind': auto ? 'auto' : null },
    el('div', { class: 'bubble', text: message.body }),
    el('span', {
      class: 'receipt',
      text: auto ? `Automatic answer from Twilio · ${hours(message.at)}` : hours(message.at),
    }),
  );
}

/** A text from us. Its status is Twilio's word about it; the owner of a real phone would not see that line. */
function outgoing(message) {
  const { tick, word } = receipt(message.status);
  const lost = isLost(message.status);
  const code = message.errorCode ? ` (${message.errorCode})` : '';
  const note = lost ? `${word}${code}: not on this phone` : word;
  return el(
    'li',
    { class: 'message', 'data-side': 'left', 'data-lost': lost },
    el('div', { class: 'bubble', text: message.body }),
    el(
      'span',
      { class: 'receipt', 'data-status': message.status },
      el('b', { 'aria-hidden': 'true', text: tick }),
      `${note} · ${hours(message.at)}`,
    ),
  );
}
