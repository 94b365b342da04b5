import { el, icon } from './dom.js';

/**
 * A box to write in: Enter sends, Shift+Enter breaks the line. What is half written stays with its conversation, so
 * that nothing meant for one visitor goes to another.
 *
 * @param send gets the trimmed text and resolves to whether the vendor has it; if not, the text is put back
 */
export function composer({ id, label, sendLabel, send }) {
  const box = el('textarea', {
    id,
    rows: '1',
    'aria-label': label,
    placeholder: label,
    enterkeyhint: 'send',
  });
  const button = el(
    'button',
    { type: 'submit', class: 'icon-button send', 'aria-label': sendLabel },
    icon('send'),
  );
  const form = el('form', { class: 'composer' }, box, button);
  const drafts = new Map();
  let owner = null;
  let sending = false;

  const refresh = () => {
    button.disabled = box.disabled || sending || box.value.trim() === '';
  };
  const submit = async (event) => {
    event?.preventDefault();
    const body = box.value.trim();
    if (body === '' || sending || box.disabled) return;
    const sender = owner;
    sending = true;
    box.value = '';
    refresh();
    const taken = await send(body);
    sending = false;
    if (!taken && owner === sender) box.value = [body, box.value].join('\n').trim();
    if (!taken && owner !== sender) drafts.set(sender, body);
    refresh();
  };
  form.addEventListener('submit', submit);
  box.addEventListener('input', refresh);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void submit(event);
  });
  refresh();

  return {
    node: form,
    box,
    /** Hands the box to another conversation, and says in it why nothing can be written, if so. */
    show(conversationId, { placeholder = label, disabled = false } = {}) {
      if (owner !== conversationId) {
        if (owner !== null) drafts.set(owner, box.value);
        box.value = drafts.get(conversationId) ?? '';
        owner = conversationId;
      }
      box.disabled = disabled;
      box.placeholder = placeholder;
      box.setAttribute('aria-label', placeholder);
      refresh();
    },
  };
}
