import { el, reconcile } from './dom.js';
import { phoneWords } from './phone-number.js';
import { threadOf, threadsOf } from './threads.js';

/** A phone's threads by our number, to choose from where there are several. The other panes follow to the thread's chat. */
export function phoneThreads(store, actions) {
  const node = el('div', { class: 'threads', role: 'group', 'aria-label': 'Threads on this phone' });
  /** By conversation: the thread that somebody chose which belongs to no other conversation. */
  const chosen = new Map();
  const read = new Map();
  const openedAt = Date.now();
  let current = null;

  const choose = ({ ours, owner }) => {
    const { selected } = store.get();
    if (owner !== null && owner !== selected) {
      actions.select(owner);
      return;
    }
    chosen.set(selected, ours);
    store.set({});
  };

  return {
    node,
    /** The thread on the screen, or null. */
    shown: () => current,
    draw(state, conversation) {
      const threads = conversation === null ? [] : threadsOf(state, conversation.contact.phone);
      const mine = conversation === null ? null : threadOf(state, conversation)?.ours;
      const wanted = chosen.get(conversation?.id) ?? mine;
      current = threads.find(({ ours }) => ours === wanted) ?? latest(threads);
      if (current !== null) read.set(nameOf(current), current.messages.at(-1).key);
      node.hidden = threads.length < 2;
      reconcile(node, threads, {
        key: ({ ours }) => ours,
        signature: (thread) => `${thread === current} ${thread.owner} ${isNews(thread)}`,
        render: (thread) =>
          el(
            'button',
            {
              type: 'button',
              'aria-pressed': thread === current ? 'true' : 'false',
              onclick: () => choose(thread),
            },
            el('span', { class: 'sr-only', text: 'Thread with ' }),
            phoneWords(thread.ours).slice(-8),
            isNews(thread)
              ? el('i', { class: 'news' }, el('span', { class: 'sr-only', text: ', new text' }))
              : null,
          ),
      });
      return current;
    },
  };

  /** A text that came since the page was opened, and has not been on the screen. */
  function isNews(thread) {
    const { key, at } = thread.messages.at(-1);
    return at > openedAt && read.get(nameOf(thread)) !== key;
  }
}

const nameOf = ({ ours, messages }) => `${ours} ${messages[0].visitor}`;

const latest = (threads) =>
  threads.reduce((best, one) => (best === null || lastAt(one) >= lastAt(best) ? one : best), null);

const lastAt = ({ messages }) => messages.at(-1).at;
