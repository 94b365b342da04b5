import { attribute, el, reconcile } from './dom.js';

const NEAR_END_PX = 48;

/** A scrolling list of messages. Announcing new ones is the announcer's job, so that each is said once. */
export function createThread(label) {
  const node = el('ol', {
    class: 'thread',
    role: 'log',
    'aria-live': 'off',
    'aria-label': label,
    tabindex: '0',
  });
  let atEnd = true;
  const toEnd = () => (node.scrollTop = node.scrollHeight);
  node.addEventListener('scroll', () => {
    atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END_PX;
  });
  // A pane that was hidden, or a window that was resized, still shows the end to whoever was there.
  new window.ResizeObserver(() => atEnd && toEnd()).observe(node);

  return {
    node,
    /** Draws one conversation's messages. The reader stays at the end, or where they have scrolled to. */
    draw(conversationId, messages, { signature, render }) {
      if (node.dataset.conversation !== conversationId) {
        node.replaceChildren();
        atEnd = true;
      }
      attribute(node, 'data-conversation', conversationId);
      reconcile(node, messages, { key: (message) => message.key, signature, render });
      if (atEnd) toEnd();
    },
  };
}
