import { html } from 'ghtml';
import type { PageContext } from '../page-context.js';
import type { FirstTexts } from '../data/first-texts.js';
import { action, count, type Markup } from '../markup/parts.js';
import { signedInPage } from './shell.js';

/** `orgs`: those that have conversations. */
export function sendingPage(
  pageContext: PageContext,
  orgs: readonly number[],
  firstTexts: FirstTexts,
): string {
  const main = html`
    <div class="page-head"><h1>Sending</h1></div>
    <p class="lead">
      While sending is paused, no text goes to Twilio. Webhooks are still accepted, visitors’ texts still
      reach Drift, and outgoing texts wait until they are too old to send.
    </p>
    <section class="panel" aria-labelledby="everywhere">
      <h2 id="everywhere">Everywhere</h2>
      !${stand(pageContext, null)}
    </section>
    !${orgs.map(
      (org) =>
        html`<section class="panel" aria-labelledby="org-${org}">
          <h2 id="org-${org}">Org ${org}</h2>
          !${stand(pageContext, org)}
        </section>`,
    )}
    !${firstTextsPanel(firstTexts)}
  `;
  return signedInPage(pageContext, { title: 'Sending', path: '/console/sending', main });
}

/** What an org has sent of the first texts that it may send in an hour. */
function firstTextsPanel({ limit, deadNumbers, orgs }: FirstTexts): Markup {
  const spent = orgs.map(({ orgId, used, waiting }) => {
    const of = limit === null ? `${count(used)} (no limit)` : `${count(used)} of ${count(limit)}`;
    const wait = waiting === 0 ? '' : `; ${count(waiting)} conversations wait for room`;
    return html`<p>Org ${orgId}: ${of} in the last 60 minutes${wait}.</p>`;
  });
  return html`<section class="panel" aria-labelledby="first-texts">
    <h2 id="first-texts">First texts</h2>
    <p class="soft">
      ${
        limit === null
          ? 'FIRST_TEXTS_PER_HOUR is off: nothing bounds how many go out.'
          : 'When an hour’s first texts are spent, further ones wait and open threads go on. FIRST_TEXTS_PER_HOUR sets the limit.'
      }
    </p>
    !${spent.length === 0 ? html`<p>None in the last 60 minutes.</p>` : spent}
    <p>${count(deadNumbers)} numbers are remembered as dead: no text reaches them, so none is tried.</p>
  </section>`;
}

/** Whether sending is on for the org (null: everywhere), and a way to pause it for those who may. */
function stand(pageContext: PageContext, org: number | null): Markup {
  const isPaused = pageContext.pauses.some(({ orgId, of }) => orgId === org && of === 'texts');
  if (!isPaused) return pause(pageContext, org);
  return html`<p>${pageContext.may('pause', org) ? 'Paused. Resume sending above.' : 'Paused.'}</p>`;
}

function pause(pageContext: PageContext, org: number | null): Markup {
  const id = `why-${org ?? 'all'}`;
  return html`<p>Sending is on.</p>
    !${action(pageContext, {
      needs: 'pause',
      orgId: org,
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
