import { html } from 'ghtml';
import { areRefusedWords, type ParkedEntry } from '../../../records/ledger/parked.js';
import type { PageContext } from '../page-context.js';
import { orgQuery } from '../links.js';
import { sendName, stateWords, toneOfState } from '../timeline/send-words.js';
import { ACTIONS, ago, chip, empty, listTable, time, type Markup } from '../markup/parts.js';
import { sendActions } from './sends-view.js';
import { signedInPage } from './shell.js';

export function parkedPage(pageContext: PageContext, parked: readonly ParkedEntry[]): string {
  const main = html`
    <div class="page-head"><h1>Parked sends</h1></div>
    <p class="lead">
      It is unclear whether these went out, so Textback did not send them again; or they are a visitor’s words
      that Drift refused, so that nobody has read them. Ask the vendor again, send them again, or leave them.
    </p>
    !${
      parked.length === 0
        ? empty('Nothing is parked.')
        : listTable(
            'Parked sends, newest first',
            HEADINGS,
            parked.map((entry) => row(pageContext, entry)),
          )
    }
  `;
  return signedInPage(pageContext, { title: 'Parked sends', path: '/console/parked', main });
}

const HEADINGS = ['Conversation', 'What', 'State', 'Last attempt', 'Attempts', ACTIONS];

function row(pageContext: PageContext, entry: ParkedEntry): Markup {
  const { orgId, conversationId, medium, state, attempts, attemptedAt, errorCode } = entry;
  const isRefusedWords = areRefusedWords(entry);
  return html`<tr>
    <th scope="row">
      <a href="/console/conversations/${conversationId}${orgQuery(pageContext, orgId)}">${conversationId}</a>
    </th>
    <td data-label="What">${sendName(entry)}</td>
    <td data-label="State">
      !${chip(stateWords(state, medium), toneOfState(state))} <span class="soft">${errorCode ?? ''}</span>
    </td>
    <td data-label="Last attempt">
      !${attemptedAt === null ? html`<span class="soft">–</span>` : html`!${time(attemptedAt, pageContext.zone)} <span class="soft">${ago(attemptedAt, pageContext.now)}</span>`}
    </td>
    <td data-label="Attempts" class="num">${attempts}</td>
    <td class="row-actions">
      !${sendActions(pageContext, { ...entry, isUnclear: !isRefusedWords, isRefusedWords }, '/console/parked')}
    </td>
  </tr>`;
}
