import { html } from 'ghtml';
import type { RecordedSend } from '../data/conversation-sends.js';
import type { PageContext } from '../page-context.js';
import { errorWords } from '../error-words.js';
import { sendName, stateWords, toneOfState } from '../timeline/send-words.js';
import { action, ACTIONS, chip, empty, listTable, time, type Markup } from '../markup/parts.js';

/** What we meant to send in a conversation of the org, and what became of it. `back`: path of the page that it stands on. */
export function sendsView(
  pageContext: PageContext,
  orgId: number,
  sends: readonly RecordedSend[],
  back: string,
): Markup {
  if (sends.length === 0) return empty('Nothing sent.');
  return listTable(
    'Our texts, chat messages and notes, oldest first',
    ['What', 'State', 'Since', ACTIONS],
    sends.map((send) => sendRow(pageContext, orgId, send, back)),
    'rows sends',
  );
}

function sendRow(pageContext: PageContext, orgId: number, send: RecordedSend, back: string): Markup {
  const { state, medium, errorCode, updatedAt, attempts, length } = send;
  const code = errorCode === null ? [] : [html`<strong>${errorCode}</strong> ${errorWords(errorCode)}`];
  const tries = attempts > 1 ? [html`${attempts} attempts`] : [];
  return html`<tr>
    <th scope="row">${sendName(send)} <span class="soft">${length} characters</span></th>
    <td data-label="State">
      !${chip(stateWords(state, medium), toneOfState(state, medium))}
      <span class="soft">!${[...code, ...tries].join(', ')}</span>
    </td>
    <td data-label="Since">!${time(updatedAt, pageContext.zone)}</td>
    <td class="row-actions">!${sendActions(pageContext, { ...send, orgId }, back)}</td>
  </tr>`;
}

interface Settled extends Pick<RecordedSend, 'id' | 'state' | 'medium' | 'isUnclear' | 'isRefusedWords'> {
  readonly orgId: number;
}

/** What can be done about a send in this state. */
export function sendActions(
  pageContext: PageContext,
  { id, orgId, state, medium, isUnclear, isRefusedWords }: Settled,
  back: string,
): Markup {
  const path = `/console/sends/${id}/redrive`;
  const ask = (how: string, label: string, confirm: string, explains: string, tone?: 'bad') =>
    action(pageContext, {
      needs: 'settle',
      orgId,
      path,
      label,
      explains,
      confirm,
      fields: { back, how },
      ...(tone === undefined ? {} : { tone }),
    });
  const again = (explains: string) => ask('send_again', 'Send again…', 'Send again', explains, 'bad');
  if (medium === 'sms' && (state === 'failed' || state === 'undelivered'))
    return again(
      'The same words go out as a new text, in the conversation’s current thread. The old text keeps its state.',
    );
  if (isRefusedWords)
    return [
      again(
        'Textback posts the visitor’s words to Drift once more. Fix first what made Drift refuse them, or it refuses them again.',
      ),
      ask('leave', 'Leave…', 'Leave it', 'The words stay out of Drift and leave the list of parked sends.'),
    ].join(' ');
  if (!isUnclear) return '';
  const look = 'Textback asks the vendor about it again and records the answer. Nothing is sent.';
  const twice =
    'Textback asks the vendor first and sends only if the vendor does not have it. It may reach the visitor twice.';
  const leave = 'The send stays unclear and leaves the list of parked sends.';
  return [
    ask('look', 'Look again…', 'Look again', look),
    again(twice),
    ask('leave', 'Leave…', 'Leave it', leave),
  ].join(' ');
}
