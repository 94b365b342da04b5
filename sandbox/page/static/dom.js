const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. `text` is set through textContent; `on…` keys are listeners; `data…` and every other key is an
 * attribute (true: present and empty, false or null: absent).
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'text') node.textContent = value;
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** One of the icons in index.html's sprite; decoration only, so the text beside it has to say what it is. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Makes `parent`'s children those of `items`, in order, touching only what changed: whoever reads with a screen
 * reader, selects text or stands on a button keeps their place.
 *
 * @param signature of an item: the same string means that its node can stay as it is
 */
export function reconcile(parent, items, { key, signature, render }) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map((item) => {
    const id = String(key(item));
    const sign = signature(item);
    const standing = old.get(id);
    if (standing !== undefined && standing.dataset.sign === sign) return standing;
    const node = render(item);
    node.dataset.key = id;
    node.dataset.sign = sign;
    if (standing === undefined) node.classList.add('arrive');
    else if (standing.contains(document.activeElement)) requestAnimationFrame(() => refocus(node));
    return node;
  });
  const keep = new Set(wanted);
  for (const node of [...parent.children]) if (!keep.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function refocus(node) {
  const target = node.matches('button, input, a') ? node : node.querySelector('button, input, a');
  target?.focus();
}

/** Sets an attribute only where it differs, so that styles and screen readers are not stirred for nothing. */
export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/** Sets the text only where it differs. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}
