/**
 * Drift's message bodies are HTML, and whoever writes them is not us. They are parsed into a document that runs
 * nothing, and only what stands on this list is built anew; everything else leaves its text behind.
 */
const ALLOWED = new Set(['B', 'STRONG', 'I', 'EM', 'BR', 'P', 'DIV', 'H3', 'BLOCKQUOTE']);
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'NOSCRIPT', 'SVG', 'MATH']);

/** The page's Content-Security-Policy lets one policy make HTML for a parser; nothing else can. */
const policy = window.trustedTypes?.createPolicy('drift-body', { createHTML: (html) => html });

function parse(html) {
  const source = policy === undefined ? html : policy.createHTML(html);
  return new window.DOMParser().parseFromString(source, 'text/html').body;
}

function safeLink(node) {
  const address = node.getAttribute('href') ?? '';
  if (!/^https?:\/\//i.test(address)) return document.createDocumentFragment();
  const link = document.createElement('a');
  link.setAttribute('href', address);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  return link;
}

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === window.Node.TEXT_NODE) to.append(node.textContent);
    if (node.nodeType !== window.Node.ELEMENT_NODE) continue;
    const name = node.nodeName.toUpperCase();
    if (DROPPED.has(name)) continue;
    let target = to;
    if (name === 'A') target = safeLink(node);
    else if (ALLOWED.has(name)) target = document.createElement(name);
    copy(node, target);
    if (target !== to) to.append(target);
  }
}

/** The body as nodes that are safe to show. */
export function safeBody(html) {
  const fragment = document.createDocumentFragment();
  copy(parse(html), fragment);
  return fragment;
}

/** The body as plain text, for announcements and previews. */
export function bodyText(html) {
  const breaks = html.replace(/<br\s*\/?>|<\/(p|div|h3|blockquote)>/gi, '\n');
  const holder = document.createElement('div');
  copy(parse(breaks), holder);
  return holder.textContent.trim();
}
