import { el, text } from './dom.js';
import { FAULTS } from './fault-table.js';

/** The drawer "Make it hard": one switch per fault. */
export function faultsPanel({ drawer, list, toggle, close, count }, store, actions) {
  const inputs = new Map();
  for (const fault of FAULTS) {
    const hint = `fault-${fault.id}-expect`;
    const input = el('input', {
      type: 'checkbox',
      role: 'switch',
      id: `fault-${fault.id}`,
      'aria-describedby': hint,
    });
    input.addEventListener('change', () => void turn(fault, input));
    inputs.set(fault, input);
    list.append(
      el(
        'li',
        {},
        el(
          'div',
          { class: 'fault' },
          el('label', { class: 'fault-name', for: input.id, text: fault.name }),
          el('p', { class: 'fault-expect', id: hint, text: fault.expect }),
          input,
        ),
      ),
    );
  }

  // Until the simulators say the same, a switch stays as it was just turned.
  const turning = new Set();
  const turn = async (fault, input) => {
    turning.add(fault);
    await actions.setFault(fault, input.checked);
    turning.delete(fault);
    store.set({});
  };
  const show = (open) => {
    drawer.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
  };
  toggle.addEventListener('click', () => {
    show(drawer.hidden);
    if (!drawer.hidden) inputs.values().next().value.focus({ preventScroll: false });
  });
  const shut = () => {
    show(false);
    toggle.focus();
  };
  close.addEventListener('click', shut);
  drawer.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') shut();
  });

  store.subscribe((state) => {
    const active = FAULTS.filter((fault) => fault.isOn(state.difficulty));
    for (const [fault, input] of inputs) {
      if (!turning.has(fault)) input.checked = active.includes(fault);
    }
    count.hidden = active.length === 0;
    text(count, String(active.length));
    count.setAttribute('aria-label', `${active.length} on`);
  });
}
