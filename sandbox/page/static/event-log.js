import { el, reconcile } from './dom.js';
import { eventLines } from './event-words.js';
import { clock } from './words.js';

/** "What just happened": both ledgers in one list, newest first. */
export function eventLog(list, store) {
  const empty = el('li', {
    class: 'empty',
    'data-key': 'empty',
    text: 'Webhooks, calls and texts appear here as they happen.',
  });
  list.append(empty);
  let drawn = null;
  store.subscribe((state) => {
    if (drawn === state.ledgers) return;
    drawn = state.ledgers;
    const caller = state.link?.connected ? 'Textback' : 'your code';
    const lines = eventLines(state.ledgers, caller);
    if (lines.length === 0) {
      list.replaceChildren(empty);
      return;
    }
    reconcile(list, lines, {
      key: (line) => line.key,
      signature: (line) => `${line.say} ${line.detail} ${line.tone}`,
      render: (line) =>
        el(
          'li',
          { class: 'entry', 'data-tone': line.tone },
          el('time', { text: clock(line.at) }),
          el('p', { text: capital(line.say) }),
          el('small', { text: line.detail }),
        ),
    });
  });
}

const capital = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);
