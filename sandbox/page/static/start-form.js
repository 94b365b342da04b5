import { el, text } from './dom.js';
import { PRESETS, visitorFor } from './presets.js';
import { returningVisitor } from './visits.js';

/** The form in front of a new chat. It comes filled in: the first minute should need one key. */
export function startForm(store, actions) {
  const fields = {
    name: el('input', { class: 'field', name: 'name', autocomplete: 'off', required: true }),
    phone: el('input', { class: 'field', name: 'phone', type: 'tel', autocomplete: 'off' }),
    message: el('textarea', { class: 'field', name: 'message', rows: '2', required: true }),
  };
  const hint = el('p', { class: 'start-hint', id: 'preset-hint' });
  const choices = PRESETS.map((preset) => ({ preset, node: choice(preset) }));
  const button = el('button', {
    class: 'button button-strong',
    id: 'start-chat',
    type: 'submit',
    text: 'Start the chat',
  });
  const form = el(
    'form',
    { class: 'start', id: 'start' },
    el(
      'fieldset',
      { class: 'presets' },
      el('legend', { class: 'sr-only', text: 'Which visitor?' }),
      ...choices.map(({ node }) => node),
    ),
    hint,
    el('div', { class: 'start-fields' }, labelled('Name', fields.name), labelled('Phone', fields.phone)),
    labelled('Message', fields.message),
    button,
  );
  let turn = -1;
  let returns = null;
  let visitor = null;
  let isOpen = false;

  const fill = () => {
    const preset = PRESETS.find(({ id }) => id === form.elements.preset.value);
    visitor = visitorFor(preset.id, turn, returns, store.get().link?.firstVisitor);
    for (const [key, field] of Object.entries(fields)) field.value = visitor[key];
    fields.name.readOnly = fields.phone.readOnly = preset.again === true;
    text(hint, preset.hint);
  };
  form.addEventListener('change', (event) => {
    if (event.target.name === 'preset') fill();
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
    const typed = Object.entries(fields).map(([key, field]) => [key, field.value.trim()]);
    const started = await actions.startChat({ ...visitor, ...Object.fromEntries(typed) });
    button.disabled = false;
    if (started) form.dispatchEvent(new CustomEvent('started', { bubbles: true }));
  });

  // A new visitor for each chat: the turn is how many there were when the form came up.
  store.subscribe((state) => {
    const open = state.loaded && (state.starting || state.selected === null);
    const comesUp = open && !isOpen;
    const isNext = open && turn !== state.conversations.length;
    isOpen = open;
    if (!comesUp && !isNext) return;
    returns = returningVisitor(state);
    for (const { preset, node } of choices)
      node.hidden = (preset.again === true || preset.theirPhone === true) && returns === null;
    // What was typed stays, unless it was for somebody who is not the one to return any more.
    if (!isNext && visitor.contactId === null) return;
    turn = state.conversations.length;
    choices[0].node.firstChild.checked = true;
    fill();
  });
  return form;
}

function choice({ id, label }) {
  const input = el('input', { type: 'radio', name: 'preset', value: id, 'aria-describedby': 'preset-hint' });
  return el('label', {}, input, el('span', { text: label }));
}

function labelled(label, field) {
  return el('label', {}, label, field);
}
