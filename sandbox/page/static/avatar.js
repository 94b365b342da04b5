import { el } from './dom.js';

/** A round with the first letter; the colour follows the contact's id. */
export function avatar({ id, name }) {
  return el('span', {
    class: `avatar avatar-${Number(id) % 5}`,
    'aria-hidden': 'true',
    text: name.slice(0, 1).toUpperCase(),
  });
}
