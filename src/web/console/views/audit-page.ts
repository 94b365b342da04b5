import { html } from 'ghtml';
import type { AuditEntry } from '../../../operate/operations/audit.js';
import { operationResults } from '../../../operate/operations/results.js';
import type { PageContext } from '../page-context.js';
import { operationWords } from '../timeline/timeline-of-audit.js';
import { ago, empty, listTable, olderLink, time, type Markup } from '../markup/parts.js';
import { orgQuery } from '../links.js';
import { signedInPage } from './shell.js';

/** `next`: the `before` of the next page; null on the last one. */
export function auditPage(
  pageContext: PageContext,
  { entries, next }: { readonly entries: readonly AuditEntry[]; readonly next: number | null },
): string {
  const main = html`
    <div class="page-head"><h1>Audit log</h1></div>
    <p class="lead">What operators did, newest first. Names are as people entered them when signing in.</p>
    !${
      entries.length === 0
        ? empty('Nobody has done anything yet.')
        : listTable(
            'What operators did, newest first',
            HEADINGS,
            entries.map((entry) => row(pageContext, entry)),
          )
    }
    !${olderLink(next === null ? null : `/console/audit?before=${next}`)}
  `;
  return signedInPage(pageContext, { title: 'Audit log', path: '/console/audit', main });
}

const HEADINGS = ['When', 'Who', 'What', 'Target', 'Result'];

function row(
  pageContext: PageContext,
  { at, operator, via, operation, orgId, conversationId, target, result }: AuditEntry,
): Markup {
  const subject =
    conversationId === null
      ? html`${target}`
      : html`<a href="/console/conversations/${conversationId}${orgQuery(pageContext, orgId)}">${target}</a>`;
  return html`<tr>
    <th scope="row">!${time(at, pageContext.zone)} <span class="soft">${ago(at, pageContext.now)}</span></th>
    <td data-label="Who">${operator} <span class="soft">${via}</span></td>
    <td data-label="What">${operationWords[operation]}</td>
    <td data-label="Target" class="target">!${subject}</td>
    <td data-label="Result">${operationResults[result]}</td>
  </tr>`;
}
