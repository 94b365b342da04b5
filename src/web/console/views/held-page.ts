import { html } from 'ghtml';
import type { HeldPage } from '../../../records/inbox/held.js';
import type { PageContext } from '../page-context.js';
import { action, ACTIONS, ago, empty, listTable, olderLink, time, type Markup } from '../markup/parts.js';
import { signedInPage } from './shell.js';

const back = '/console/held';

export function heldPage(pageContext: PageContext, { held, next }: HeldPage): string {
  const main = html`
    <div class="page-head"><h1>Held events</h1></div>
    <p class="lead">
      Events that Textback could not process. Each is stored in full: fix the cause and reprocess the event,
      or dismiss it.
    </p>
    !${
      held.length === 0
        ? empty('Nothing is held.')
        : listTable(
            'Held events, newest first',
            HEADINGS,
            held.map((event) => row(pageContext, event)),
          )
    }
    !${olderLink(next === null ? null : `/console/held?before=${next}`)}
  `;
  return signedInPage(pageContext, { title: 'Held events', path: back, main });
}

const HEADINGS = ['Event', 'Kind', 'Why it is held', 'Received', 'Org', ACTIONS];

function row(
  pageContext: PageContext,
  { id, kind, detail, code, receivedAt, orgId }: HeldPage['held'][number],
): Markup {
  return html`<tr>
    <th scope="row" class="num">${id}</th>
    <td data-label="Kind">${kind.replaceAll('_', ' ')}</td>
    <td data-label="Why it is held">
      ${detail ?? 'not recorded'}!${code === null ? '' : html` <code>${code}</code>`}
    </td>
    <td data-label="Received">
      !${time(receivedAt, pageContext.zone)} <span class="soft">${ago(receivedAt, pageContext.now)}</span>
    </td>
    <td data-label="Org" class="num">${orgId === 0 ? '–' : orgId}</td>
    <td class="row-actions">
      !${action(pageContext, {
        needs: 'settle',
        orgId,
        path: `/console/events/${id}/reprocess`,
        label: 'Reprocess…',
        explains: `Textback processes event ${id} again.`,
        confirm: 'Reprocess event',
        fields: { back },
      })}
      !${action(pageContext, {
        needs: 'settle',
        orgId,
        path: `/console/events/${id}/put-aside`,
        label: 'Dismiss…',
        explains: `Event ${id} leaves this list and will not be processed. It stays stored.`,
        confirm: 'Dismiss event',
        fields: { back },
        tone: 'bad',
      })}
    </td>
  </tr>`;
}
