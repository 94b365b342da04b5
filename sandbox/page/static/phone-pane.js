import { composer } from './composer.js';
import { el, text } from './dom.js';
import { phoneKeys } from './phone-keys.js';
import { e164, phoneWords } from './phone-number.js';
import { phoneThreads } from './phone-threads.js';
import { hasOptedOut, isOutOfReach } from './standing.js';
import { selectedConversation } from './store.js';
import { textBubble } from './text-bubble.js';
import { createThread } from './thread.js';
import { localDay, localTime } from './time-zones.js';
import { deliveryWords, isLost } from './words.js';

/** The visitor's phone: a lock screen until there is a text, then its threads with our numbers, one at a time. */
export function phonePane(root, store, actions) {
  const bar = el('span');
  const signal = el('small', { text: 'No service' });
  const battery = el('i', { 'aria-hidden': 'true' });
  const title = el('span', { text: 'Acme' });
  const ours = el('small');
  const threads = phoneThreads(store, actions);
  const head = el('div', { class: 'phone-head' }, title, ours, threads.node);
  const thread = createThread('Texts on the visitor’s phone');
  const lockTime = el('time');
  const lockDate = el('span', { class: 'date' });
  const idle = el('p', { class: 'idle' });
  const lock = el('div', { class: 'lock-clock' }, lockDate, lockTime, idle);
  const phoneNumber = () => selectedConversation(store.get())?.contact.phone ?? '';
  const sendText = (body) => actions.textIn(phoneNumber(), body, threads.shown()?.ours);
  const keys = phoneKeys({ say: sendText, setReach: (out) => actions.setReach(phoneNumber(), out) });
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
      el('div', { class: 'status-bar' }, bar, signal, battery),
      head,
      lock,
      thread.node,
      keys.node,
      write.node,
      el('div', { class: 'home-bar' }),
    ),
  );

  // The phone is where the visitor is: it shows their time of day.
  const tick = () => {
    const zone = selectedConversation(store.get())?.timeZone ?? null;
    const now = Date.now();
    text(bar, localTime(now, zone));
    text(lockTime, localTime(now, zone));
    text(lockDate, localDay(now, zone));
  };
  setInterval(tick, 5_000);

  store.subscribe((state) => {
    const conversation = selectedConversation(state);
    const number = e164(conversation?.contact.phone ?? '');
    const shown = threads.draw(state, number === null ? null : conversation);
    const messages = shown?.messages ?? [];
    // Texts that were all lost on the way have not lit up this phone.
    const blank = messages.every(({ status }) => isLost(status));
    const away = number !== null && isOutOfReach(state, number);
    tick();
    signal.hidden = !away;
    battery.hidden = away;
    head.hidden = blank;
    thread.node.hidden = blank;
    lock.hidden = !blank;
    keys.node.hidden = number === null;
    write.node.hidden = number === null;
    text(idle, idleWords(conversation, messages));
    const stopped = number !== null && hasOptedOut(state, conversation);
    text(ours, `${phoneWords(shown?.ours ?? '')}${stopped ? ' · opted out' : ''}`);
    thread.draw(`${conversation?.id} ${shown?.ours}`, messages, {
      signature: (message) => `${message.status} ${message.errorCode ?? ''} ${message.body}`,
      render: (message) => textBubble(message, conversation.timeZone),
    });
    keys.show(away);
    write.show(conversation?.id ?? null, away ? { placeholder: 'Out of reach', disabled: true } : {});
  });
}

function idleWords(conversation, lost) {
  if (conversation === null) return 'No visitor yet.';
  const { name, phone } = conversation.contact;
  if (phone === '') return `${name} left no number, so there is nothing to text.`;
  if (e164(phone) === null) return `${phone} is not a phone number.`;
  if (lost.length === 0) return `No texts on ${phone} yet.`;
  const many = lost.length === 1 ? 'One text' : `${lost.length} texts`;
  return `${many} did not arrive: ${deliveryWords(lost.at(-1).errorCode)}.`;
}
