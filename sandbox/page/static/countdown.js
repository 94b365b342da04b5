import { attribute, el, icon, text } from './dom.js';
import { situation } from './situation.js';
import { selectedConversation } from './store.js';

/** The strip above the panes: what Textback waits for, how long still, and the way to its workflow. */
export function countdown(root, store) {
  const sentence = el('p', { class: 'countdown-sentence' });
  const aside = el('p', { class: 'countdown-aside' });
  const link = el(
    'a',
    { class: 'button countdown-link', id: 'workflow-link', target: '_blank', rel: 'noopener' },
    el('span', { text: 'Workflow' }, el('span', { class: 'wide', text: ' in Temporal' })),
    icon('out'),
    el('span', { class: 'sr-only', text: ' (opens a new tab)' }),
  );
  const progress = el('progress', { max: '1000', value: '0', 'aria-label': 'Time waited' });
  const bar = el('div', { class: 'countdown-bar' }, icon('browser'), progress, icon('phone'));
  root.append(sentence, aside, link, bar);

  const draw = () => {
    const state = store.get();
    const conversation = selectedConversation(state);
    const now = situation(state, conversation, Date.now() + state.clockOffset);
    text(sentence, now.sentence);
    text(aside, now.aside);
    aside.hidden = now.aside === '';
    attribute(root, 'data-tone', now.tone);
    bar.hidden = now.progress === null;
    attribute(bar, 'data-reached', now.reached);
    progress.value = Math.round((now.progress ?? 0) * 1000);
    const address = state.starting ? null : workflowAddress(state);
    link.hidden = address === null;
    attribute(link, 'href', address);
  };
  store.subscribe(draw);
  setInterval(draw, 200);
}

/** The conversation's workflow in the Temporal Web UI, or null while there is none to show. */
function workflowAddress({ link, views, selected }) {
  const workflowId = views.get(selected)?.workflowId;
  if (!workflowId || !link?.temporalUiUrl || !/^https?:\/\//.test(link.temporalUiUrl)) return null;
  const base = link.temporalUiUrl.replace(/\/$/, '');
  const namespace = encodeURIComponent(link.namespace ?? 'default');
  return `${base}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
