import { html } from 'ghtml';
import type { Medium } from '../../ledger/ledger.js';
import type { ParkedEntry } from '../../ledger/parked.js';
import type { Desk } from '../desk.js';
import { sendName, stateWords, toneOfState } from '../timeline/send-words.js';
import { ago, chip, empty, time, type Markup } from './parts.js';
import { sendActions } from './sends-view.js';
import { deskPage } from './shell.js';

export function parkedPage(desk: Desk, parked: readonly ParkedEntry[]): string {
  const main = html`
    <div class="page-head"><h1>Parked sends</h1></div>
    <p class="lead">
      Nobody can say whether these went out, so they were not repeated. Look for them at the vendor again,
      send them once more, or leave them.
    </p>
    !${parked.length === 0 ? empty('Nothing is parked.') : table(desk, parked)}
  `;
  return deskPage(desk, { title: 'Parked sends', path: '/console/parked', main });
}

function table(desk: Desk, parked: readonly ParkedEntry[]): Markup {
  return html`<div class="table-frame">
    <table class="rows">
      <caption class="sr-only">
        Parked sends, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Conversation</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
          <th scope="col">Last attempt</th>
          <th scope="col">Attempts</th>
          <th scope="col"><span class="sr-only">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        !${parked.map((entry) => row(desk, entry))}
      </tbody>
    </table>
  </div>`;
}

function row(desk: Desk, entry: ParkedEntry): Markup {
  const { conversationId, state, attempts, attemptedAt } = entry;
  const send = {
    ...entry,
    medium: entry.medium as Medium,
    purpose: entry.purpose as 'follow_up',
    state: state as 'parked',
  };
  return html`<tr>
    <th scope="row"><a href="/console/conversations/${conversationId}">${conversationId}</a></th>
    <td data-label="What">${sendName(send)}</td>
    <td data-label="State">!${chip(stateWords(state, send.medium), toneOfState(state))}</td>
    <td data-label="Last attempt">
      !${attemptedAt === null ? html`<span class="soft">–</span>` : html`!${time(attemptedAt, desk.zone)} <span class="soft">${ago(attemptedAt, desk.now)}</span>`}
    </td>
    <td data-label="Attempts" class="num">${attempts}</td>
    <td class="row-actions">!${sendActions(desk, send, '/console/parked')}</td>
  </tr>`;
}
