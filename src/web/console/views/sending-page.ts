import { html } from 'ghtml';
import type { PageContext } from '../page-context.js';
import { action, type Markup } from '../markup/parts.js';
import { signedInPage } from './shell.js';

/** `orgs`: those that have conversations. */
export function sendingPage(pageContext: PageContext, orgs: readonly number[]): string {
  const isPaused = (org: number | null) => pageContext.pauses.some(({ orgId }) => orgId === org);
  const main = html`
    <div class="page-head"><h1>Sending</h1></div>
    <p class="lead">
      While sending is paused, no text goes to Twilio. Webhooks are still accepted, visitors’ texts still
      reach Drift, and outgoing texts wait until they are too old to send.
    </p>
    <section class="panel" aria-labelledby="everywhere">
      <h2 id="everywhere">Everywhere</h2>
      !${isPaused(null) ? html`<p>Paused. Resume sending above.</p>` : pause(pageContext, null)}
    </section>
    !${orgs.map(
      (org) =>
        html`<section class="panel" aria-labelledby="org-${org}">
          <h2 id="org-${org}">Org ${org}</h2>
          !${isPaused(org) ? html`<p>Paused. Resume sending above.</p>` : pause(pageContext, org)}
        </section>`,
    )}
  `;
  return signedInPage(pageContext, { title: 'Sending', path: '/console/sending', main });
}

function pause(pageContext: PageContext, org: number | null): Markup {
  const id = `why-${org ?? 'all'}`;
  return html`<p>Sending is on.</p>
    !${action(pageContext, {
      path: '/console/sending/pause',
      label: org === null ? 'Pause everywhere…' : `Pause org ${org}…`,
      explains: 'No text goes out from now on, except one already on its way to Twilio.',
      confirm: 'Pause sending',
      fields: { org: org === null ? '' : String(org) },
      more: html`<label for="${id}">Why <span class="soft">(shown to everyone)</span></label>
        <input class="field" id="${id}" name="why" maxlength="200" required autocomplete="off" />`,
      tone: 'bad',
    })}`;
}
