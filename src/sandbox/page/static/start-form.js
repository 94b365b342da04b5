import { el, text } from './dom.js';
import { PRESETS, visitorFor } from './presets.js';

/** The form in front of a new chat. It comes filled in: the first minute should need one key. */
export function startForm(store, actions) {
  const fields = {
    name: el('input', { class: 'field', name: 'name', autocomplete: 'off', required: true }),
    phone: el('input', { class: 'field', name: 'phone', type: 'tel', autocomplete: 'off' }),
    message: el('textarea', { class: 'field', name: 'message', rows: '2', required: true }),
  };
  const hint = el('p', { class: 'start-hint', id: 'preset-hint' });
  const radios = PRESETS.map((preset) =>
    el(
      'label',
      {},
      el('input', { type: 'radio', name: 'preset', value: preset.id, 'aria-describedby': 'preset-hint' }),
      el('span', { text: preset.label }),
    ),
  );
  const button = el('button', {
    class: 'button button-strong',
    id: 'start-chat',
    type: 'submit',
    text: 'Start the chat',
  });
  const form = el(
    'form',
    { class: 'start', id: 'start' },
    el('fieldset', { class: 'presets' }, el('legend', { text: 'What kind of number?' }), ...radios),
    hint,
    el('div', { class: 'start-fields' }, labelled('Name', fields.name), labelled('Phone', fields.phone)),
    labelled('Message', fields.message),
    button,
  );
  const chosen = () => form.querySelector('input[name="preset"]:checked')?.value ?? 'mobile';
  let turn = -1;

  const fill = (presetId) => {
    const visitor = visitorFor(presetId, turn);
    for (const [key, field] of Object.entries(fields)) field.value = visitor[key];
    text(hint, PRESETS.find((preset) => preset.id === presetId).hint);
  };
  form.addEventListener('change', (event) => {
    if (event.target.name === 'preset') fill(chosen());
  });
  form.addEventListener('keydown', (event) => {
    if (event.target === fields.message && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    const values = Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [key, field.value.trim()]),
    );
    const started = await actions.startChat({ ...values, optedOut: chosen() === 'stopped' });
    button.disabled = false;
    if (started) form.dispatchEvent(new CustomEvent('started', { bubbles: true }));
  });

  // A new visitor for each chat: the turn is how many there were when the form came up.
  store.subscribe((state) => {
    const open = state.starting || state.selected === null;
    if (!open || !state.loaded || turn === state.conversations.length) return;
    turn = state.conversations.length;
    radios[0].firstChild.checked = true;
    fill(chosen());
  });
  return form;
}

function labelled(label, field) {
  return el('label', {}, label, field);
}
