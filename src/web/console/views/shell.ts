import { html } from 'ghtml';
import { assetUrl, styleSheets } from '../assets.js';
import type { PageContext } from '../page-context.js';
import { action, ago, type Markup } from '../markup/parts.js';

const pages = [
  ['/console', 'Today', 'see_figures'],
  ['/console/conversations', 'Conversations', 'see_conversations'],
  ['/console/held', 'Held', 'see_waiting'],
  ['/console/parked', 'Parked', 'see_waiting'],
  ['/console/sending', 'Sending', 'see_pauses'],
  ['/console/audit', 'Audit', 'see_audit'],
  ['/console/people', 'People', 'see_people'],
] as const;

export type PagePath = (typeof pages)[number][0];

/** A whole document. `scripts`: names of the console's own scripts that this page uses; `head`: markup that its head has besides. */
export const page = (
  title: string,
  body: Markup,
  scripts: readonly string[] = [],
  head: Markup = '',
): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        !${head}
        <title>${title} · Textback console</title>
        <link rel="icon" href="${assetUrl('mark.svg')}" type="image/svg+xml" />
        !${styleSheets.map((name) => html`<link rel="stylesheet" href="${assetUrl(name)}" />`)}
        !${scripts.map((name) => html`<script type="module" src="${assetUrl(name)}"></script>`)}
      </head>
      <body>
        !${body}
      </body>
    </html>`;

/** A page for somebody who is signed in: where they are, what waits for them, and whether sending is paused. */
export function signedInPage(
  pageContext: PageContext,
  {
    title,
    path,
    main,
    scripts = [],
  }: {
    readonly title: string;
    readonly path: PagePath;
    readonly main: Markup;
    readonly scripts?: readonly string[];
  },
): string {
  const body = html`
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <a class="top-name" href="/console">
        <img src="${assetUrl('mark.svg')}" alt="" width="30" height="30" />
        <span>Textback <span class="top-tag">console</span></span>
      </a>
      <nav class="top-nav" aria-label="Pages">
        <ul>
          !${pages.map(([href, name, needs]) => (pageContext.may(needs) ? navItem(pageContext, href, name, href === path) : ''))}
        </ul>
      </nav>
      <form class="top-who" method="post" action="/console/sign-out">
        <input type="hidden" name="_csrf" value="${pageContext.csrf}" />
        <span class="top-operator">${pageContext.operator}</span>
        <button class="button button-small" type="submit">Sign out</button>
      </form>
    </header>
    !${pageContext.isWorking ? '' : idleBanner}
    !${pageContext.pauses.length > 0 ? pausedBanner(pageContext) : ''}
    <main id="main" tabindex="-1">
      !${pageContext.said === null ? '' : html`<p class="said" role="status">${pageContext.said}</p>`}
      !${main}
    </main>
    <footer class="foot">
      Times are in ${pageContext.zone}. Phone numbers are masked, and message text is never shown.
    </footer>
  `;
  return page(title, body, scripts);
}

function navItem(pageContext: PageContext, href: string, name: string, isCurrent: boolean): Markup {
  const waits = name === 'Held' ? pageContext.held : name === 'Parked' ? pageContext.parked : 0;
  const bubble = waits > 0 ? html` <span class="bubble">${waits > 99 ? '99+' : waits}</span>` : '';
  return html`<li><a href="${href}" !${isCurrent ? 'aria-current="page"' : ''}>${name}!${bubble}</a></li>`;
}

const idleBanner: Markup = html`<section class="banner" aria-label="No worker is polling">
  <div class="banner-row">
    <p>
      <strong>Nobody is working.</strong> No worker is polling Temporal, or Temporal does not answer. Webhooks
      are accepted, but nobody is texted until that is mended; what is still wanted goes out then.
    </p>
  </div>
</section>`;

function pausedBanner(pageContext: PageContext): Markup {
  return html`<section class="banner" aria-label="Sending is paused">
    !${pageContext.pauses.map((pause) => {
      const { orgId, of, why, by, since } = pause;
      const isBudget = of === 'first_texts';
      const where = orgId === null ? 'everywhere' : `for org ${orgId}`;
      return html`
        <div class="banner-row">
          <p>
            <strong>${isBudget ? 'First texts are' : 'Sending is'} paused ${where}.</strong>
            ${by} paused ${isBudget ? 'them' : 'it'}
            ${ago(since, pageContext.now)}!${why === '' ? '.' : html`: “${why}”`}
            ${
              isBudget
                ? 'Open threads go on. First texts go on by themselves when the hour has room.'
                : 'No text goes out, but webhooks are still accepted.'
            }
          </p>
          !${action(pageContext, {
            needs: 'pause',
            orgId,
            path: '/console/sending/resume',
            label: isBudget ? 'Lift…' : 'Resume…',
            explains: isBudget
              ? 'The hour begins anew: as many first texts again may go out, and cost as much again.'
              : 'Texts that waited and are not too late go out at once.',
            confirm: isBudget ? 'Let as many again go out' : 'Resume sending',
            fields: { org: orgId === null ? '' : String(orgId) },
          })}
        </div>
      `;
    })}
  </section>`;
}
