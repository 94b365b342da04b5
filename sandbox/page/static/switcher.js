import { attribute, el, icon } from './dom.js';

const PANES = [
  ['website', 'Website', 'browser'],
  ['inbox', 'Inbox', 'inbox'],
  ['phone', 'Phone', 'phone'],
];

/** On a narrow window one pane shows at a time; these buttons choose it. */
export function switcher(root, store) {
  const buttons = PANES.map(([id, label, glyph]) => {
    const button = el('button', { type: 'button', 'aria-controls': id }, icon(glyph), label);
    button.addEventListener('click', () => store.set({ pane: id }));
    root.append(button);
    return [id, button];
  });
  store.subscribe(({ pane }) => {
    for (const [id, button] of buttons) {
      attribute(button, 'aria-pressed', id === pane ? 'true' : 'false');
      attribute(document.getElementById(id), 'data-shown', id === pane ? 'true' : null);
    }
  });
}
