import { el } from './dom.js';
import { localTime } from './time-zones.js';
import { deliveryWords, isLost, receipt } from './words.js';

/** One text on the visitor's phone, with the time that it is there. */
export function textBubble(message, timeZone) {
  const at = localTime(message.at, timeZone);
  if (message.direction === 'out') return outgoing(message, at);
  const auto = message.direction === 'auto';
  return el(
    'li',
    { class: 'message', 'data-side': auto ? null : 'right', 'data-kind': auto ? 'auto' : null },
    el('div', { class: 'bubble', text: message.body }),
    el('span', { class: 'receipt', text: auto ? `Automatic reply from Twilio · ${at}` : at }),
  );
}

/** A text from us. Its status is Twilio's word about it; the owner of a real phone would not see that line. */
function outgoing(message, at) {
  const { tick, word } = receipt(message.status);
  const lost = isLost(message.status);
  const code = message.errorCode ? ` (${message.errorCode})` : '';
  const note = lost
    ? `${word}${code}: ${deliveryWords(message.errorCode)}, so it is not on this phone`
    : word;
  return el(
    'li',
    { class: 'message', 'data-side': 'left', 'data-lost': lost },
    el('div', { class: 'bubble', text: message.body }),
    el(
      'span',
      { class: 'receipt', 'data-status': message.status },
      el('b', { 'aria-hidden': 'true', text: tick }),
      el('span', { text: `${note} · ${at}` }),
    ),
  );
}
