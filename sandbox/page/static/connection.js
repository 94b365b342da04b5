import { attribute, el, text } from './dom.js';

const HEALTH = {
  ready: ['good', 'Textback is ready'],
  not_ready: ['wait', 'Textback is running but not ready'],
  unreachable: ['bad', 'Textback does not answer'],
};

/** Whether there is a Textback at the other end, in the header. */
export function connection(root, store) {
  const dot = el('span', { class: 'dot', 'aria-hidden': 'true' });
  const words = el('span');
  root.append(dot, words);
  store.subscribe(({ link }) => {
    if (link === null) return;
    const [tone, say] = link.connected
      ? (HEALTH[link.health] ?? HEALTH.unreachable)
      : ['rest', 'No Textback connected'];
    attribute(dot, 'data-tone', tone);
    text(words, say);
  });
}
