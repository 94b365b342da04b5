import { html } from 'ghtml';
import type { AuditEntry } from '../../operations/audit.js';
import { operationResults } from '../../operations/results.js';
import type { Desk } from '../desk.js';
import { operationWords } from '../timeline/timeline-of-audit.js';
import { ago, empty, olderLink, time, type Markup } from './parts.js';
import { deskPage } from './shell.js';

/** `next`: the `before` of the next page; null on the last one. */
export function auditPage(
  desk: Desk,
  { entries, next }: { readonly entries: readonly AuditEntry[]; readonly next: number | null },
): string {
  const main = html`
    <div class="page-head"><h1>Audit log</h1></div>
    <p class="lead">
      What operators did, newest first. Names are what people called themselves at the sign-in.
    </p>
    !${entries.length === 0 ? empty('Nobody has done anything yet.') : table(desk, entries)}
    !${olderLink(next === null ? null : `/console/audit?before=${next}`)}
  `;
  return deskPage(desk, { title: 'Audit log', path: '/console/audit', main });
}

function table(desk: Desk, entries: readonly AuditEntry[]): Markup {
  return html`<div class="table-frame">
    <table class="rows">
      <caption class="sr-only">
        What operators did, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">To what</th>
          <th scope="col">What came of it</th>
        </tr>
      </thead>
      <tbody>
        !${entries.map((entry) => row(desk, entry))}
      </tbody>
    </table>
  </div>`;
}

function row(
  desk: Desk,
  { at, operator, via, operation, conversationId, target, result }: AuditEntry,
): Markup {
  const subject =
    conversationId === null
      ? html`${target}`
      : html`<a href="/console/conversations/${conversationId}">${target}</a>`;
  return html`<tr>
    <th scope="row">!${time(at, desk.zone)} <span class="soft">${ago(at, desk.now)}</span></th>
    <td data-label="Who">${operator} <span class="soft">${via}</span></td>
    <td data-label="What">${operationWords[operation]}</td>
    <td data-label="To what" class="target">!${subject}</td>
    <td data-label="What came of it">${operationResults[result]}</td>
  </tr>`;
}
