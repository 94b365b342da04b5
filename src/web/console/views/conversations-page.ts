import { html } from 'ghtml';
import { reasons } from '../../../contracts/reasons.js';
import type { ListAsked, ListedConversation } from '../data/conversation-list.js';
import type { PageContext } from '../page-context.js';
import { maskPhone } from '../mask-phone.js';
import { orgQuery } from '../links.js';
import { reasonWords, standingChip } from './conversation-words.js';
import { ago, empty, listTable, olderLink, time, type Markup } from '../markup/parts.js';
import { signedInPage } from './shell.js';

export interface ConversationsView {
  readonly asked: Omit<ListAsked, 'limit'>;
  readonly rows: readonly ListedConversation[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

const states = { waiting: 'waiting', bridging: 'bridging', done: 'ended' } as const;

/** `found`: whether the search that led here found something. */
export function conversationsPage(pageContext: PageContext, view: ConversationsView, found: boolean): string {
  const { asked } = view;
  const main = html`
    <div class="page-head">
      <h1>Conversations</h1>
      !${searchForm(pageContext)}
    </div>
    !${found ? '' : html`<p class="problem" role="alert">Nothing found. Numbers that cannot be texted are not stored: search for the conversation or the contact instead.</p>`}
    <div class="list-head">
      !${filters(asked)}
      <p class="live" id="live" role="status"></p>
    </div>
    !${whoseRows(asked)}
    <div
      id="rows"
      data-src="/console/conversations/rows${queryOf(asked)}"
      !${asked.before === null ? 'data-live' : ''}
    >
      !${conversationsTable(pageContext, view)}
    </div>
  `;
  return signedInPage(pageContext, {
    title: 'Conversations',
    path: '/console/conversations',
    main,
    scripts: ['live-table.js'],
  });
}

export const searchForm = (pageContext: Pick<PageContext, 'csrf'>): Markup => html`
  <form class="search" method="post" action="/console/conversations/search" role="search">
    <input type="hidden" name="_csrf" value="${pageContext.csrf}" />
    <label class="sr-only" for="q">Conversation ID, contact ID or phone number</label>
    <input
      class="field"
      id="q"
      name="q"
      type="search"
      maxlength="40"
      placeholder="Conversation, contact or phone"
      autocomplete="off"
      spellcheck="false"
    />
    <button class="button button-strong" type="submit">Find</button>
  </form>
`;

function filters({ state, reason }: Omit<ListAsked, 'limit'>): Markup {
  const option = (value: string, words: string, chosen: string | null) =>
    html`<option value="${value}" !${value === (chosen ?? '') ? 'selected' : ''}>${words}</option>`;
  return html`<form class="filters" method="get" action="/console/conversations">
    <label
      >State
      <select class="field" name="state">
        !${option('', 'any', state)}
        !${Object.entries(states).map(([value, words]) => option(value, words, state))}
      </select></label
    >
    <label
      >Reason
      <select class="field" name="reason">
        !${option('', 'any', reason)}
        !${Object.entries(reasons).map(([value, words]) => option(value, words, reason))}
      </select></label
    >
    <button class="button" type="submit">Show</button>
    !${state !== null || reason !== null ? html`<a class="quiet-link" href="/console/conversations">All conversations</a>` : ''}
  </form>`;
}

function whoseRows({ contact, phone }: Omit<ListAsked, 'limit'>): Markup {
  if (contact === null && phone === null) return '';
  const whose = contact === null ? 'of this phone number' : `of contact ${contact}`;
  return html`<p class="whose">Conversations ${whose}. <a href="/console/conversations">Show all</a></p>`;
}

/** Without the orgs, which follow from who is signed in. */
export function queryOf(asked: Omit<ListAsked, 'limit'>): string {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    name === 'orgs' || value === null ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** The table and the link to older rows: what the page's script puts in place of what stands there. */
export function conversationsTable(
  seenBy: Pick<PageContext, 'seesSeveralOrgs' | 'now' | 'zone'>,
  { asked, rows, next }: ConversationsView,
): Markup {
  if (rows.length === 0) return empty('No conversation matches.');
  const older = next === null ? null : `/console/conversations${queryOf({ ...asked, before: next })}`;
  const table = listTable(
    'Conversations, newest first',
    ['Conversation', 'Opened', 'State', 'Why no text', 'Phone', 'Contact'],
    rows.map((row) => listed(seenBy, row)),
  );
  return html`!${table} !${olderLink(older)}`;
}

const phoneWords: Readonly<Record<string, string>> = {
  unknown: 'not looked up yet',
  none: 'none',
  invalid: 'not valid',
  not_textable: 'cannot receive texts',
};

function listed(seenBy: Parameters<typeof conversationsTable>[0], row: ListedConversation): Markup {
  const { now, zone } = seenBy;
  const { orgId, conversationId, contactId, openedAt, reason, followUpCode } = row;
  const phone = maskPhone(row.phone) ?? phoneWords[row.phoneStatus] ?? row.phoneStatus;
  const why = reasonWords(reason);
  return html`<tr>
    <th scope="row">
      <a href="/console/conversations/${conversationId}${orgQuery(seenBy, orgId)}">${conversationId}</a>
    </th>
    <td data-label="Opened">!${time(openedAt, zone)} <span class="soft">${ago(openedAt, now)}</span></td>
    <td data-label="State">
      !${standingChip(row)}!${followUpCode !== null && /^\d+$/.test(followUpCode) ? html` <span class="soft">${followUpCode}</span>` : ''}
    </td>
    <td data-label="Why no text" class="${why === '' ? 'none' : ''}">
      !${why === '' ? html`<span class="soft">–</span>` : html`${why}`}
    </td>
    <td data-label="Phone" class="num">${phone}</td>
    <td data-label="Contact" class="${contactId === null ? 'none' : 'num'}">
      !${contactId === null ? html`<span class="soft">–</span>` : html`<a href="/console/conversations?contact=${contactId}">${contactId}</a>`}
    </td>
  </tr>`;
}
