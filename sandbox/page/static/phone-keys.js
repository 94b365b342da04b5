import { attribute, el } from './dom.js';

/** What visitors text to be left alone, and to be texted again; not all of it is a keyword. */
const WORDS = ['STOP', 'START', 'HELP', 'Please stop texting me'];

/**
 * One press for what is hard to come up with: words about consent, and a phone that no text reaches.
 *
 * @param say texts from this phone
 * @param setReach takes the phone out of reach (true) or back
 */
export function phoneKeys({ say, setReach }) {
  const words = WORDS.map((word) =>
    el('button', { type: 'button', class: 'button button-small', text: word, onclick: () => void say(word) }),
  );
  const reach = el('button', { type: 'button', class: 'button button-small reach', text: 'Out of reach' });
  reach.addEventListener('click', () => void setReach(reach.getAttribute('aria-pressed') !== 'true'));
  return {
    node: el('div', { class: 'quick', role: 'group', 'aria-label': 'Quick texts' }, ...words, reach),
    show(away) {
      attribute(reach, 'aria-pressed', away ? 'true' : 'false');
      for (const word of words) word.disabled = away;
    },
  };
}
