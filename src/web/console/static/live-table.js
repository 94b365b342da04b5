/* global document, fetch, location, setTimeout, clearTimeout */
// Keeps the first page of a list live: asks for its rows anew every few seconds, not while nobody looks.
const EVERY_MS = 4_000;

const rows = document.getElementById('rows');
const live = document.getElementById('live');
let timer;

const say = (words) => {
  if (live.textContent !== words) live.textContent = words;
};

/** What has the focus keeps it, found again by its link. */
function replaceRows(html) {
  if (html === rows.innerHTML) return;
  const focused = rows.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  rows.innerHTML = html;
  if (focused === null) return;
  const again = [...rows.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused);
  again?.focus({ preventScroll: true });
}

async function refresh() {
  const answer = await fetch(rows.dataset.src, { headers: { accept: 'text/html' } });
  if (answer.redirected) {
    location.reload(); // the session is over: the page itself leads to the sign-in and back
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  replaceRows(await answer.text());
  say('Live: this list updates itself.');
}

async function tick() {
  try {
    await refresh();
  } catch {
    say('Textback does not answer, so this list is out of date. Retrying.');
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(() => void tick(), EVERY_MS);
}

if (rows.hasAttribute('data-live')) {
  say('Live: this list updates itself.');
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) void tick();
  });
  plan();
}
