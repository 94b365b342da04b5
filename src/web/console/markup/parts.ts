import { html } from 'ghtml';
import type { Action } from '../../../orgs/people/roles.js';
import { newRequestId, type PageContext } from '../page-context.js';

/** Markup that is safe to put into a page as it is: made by `html`, which escapes what is put into it. */
export type Markup = string;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, made);
  return made;
}

/** `22 Nov, 13:47:04`, in the zone. */
export const moment = (at: Date | number, zone: string): string => clock(zone).format(at);

/** The same in two parts: `22 Nov` and `13:47:04`. */
export function dayAndTime(at: Date | number, zone: string): readonly [day: string, time: string] {
  const [day = '', time = ''] = moment(at, zone).split(', ');
  return [day, time];
}

/** A time as people read it; the exact one for machines, and for those who point at it. */
export function time(at: Date | number, zone: string): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${moment(at, zone)}</time>`;
}

/** `40 ms`, `3 s`, `12 min`, `5 h`, `3 d`: the largest unit that says enough. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export const ago = (at: Date | number, now: number): string => {
  const ms = now - new Date(at).getTime();
  return ms < 5_000 ? 'just now' : `${duration(ms)} ago`;
};

export type Tone = 'plain' | 'good' | 'wait' | 'bad';

/** A short word with a colour that repeats what the word says. */
export const chip = (words: string, tone: Tone): Markup =>
  html`<span class="chip" data-tone="${tone}">${words}</span>`;

export const count = (value: number): string => value.toLocaleString('en-US');

/** The hidden fields that every form has. */
export const formFields = ({ csrf }: Pick<PageContext, 'csrf'>): Markup => html`
  <input type="hidden" name="_csrf" value="${csrf}" />
  <input type="hidden" name="requestId" value="${newRequestId()}" />
`;

export interface FormAction {
  /** What it takes to be offered: an action, and the org in which (null: everywhere; if omitted, any). */
  readonly needs: Action;
  readonly orgId?: number | null;
  readonly path: string;
  /** On the button that opens it. */
  readonly label: string;
  /** What will happen, in a sentence or two. */
  readonly explains: string;
  readonly confirm: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Markup of further fields. */
  readonly more?: Markup;
  readonly tone?: 'strong' | 'bad';
}

/** A button that asks once more before it does anything; works without a script. Nothing for those who may not do it. */
export function action(
  pageContext: PageContext,
  { needs, orgId, path, label, explains, confirm, fields = {}, more = '', tone }: FormAction,
): Markup {
  if (!pageContext.may(needs, orgId)) return '';
  return html`<details class="action">
    <summary class="button !${tone === 'strong' ? 'button-strong' : ''}">${label}</summary>
    <form class="action-sheet" method="post" action="${path}">
      !${formFields(pageContext)}
      !${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <p>${explains}</p>
      !${more}
      <button class="button !${tone === 'bad' ? 'button-bad' : 'button-strong'}" type="submit">
        ${confirm}
      </button>
    </form>
  </details>`;
}

/** A list's last column, for what can be done about a row: it has no heading that is seen. */
export const ACTIONS: Markup = html`<span class="sr-only">Actions</span>`;

/** A list as a table. `caption` is for those who hear it; headings are markup, `rows` those of the body. */
export const listTable = (
  caption: string,
  headings: readonly Markup[],
  rows: readonly Markup[],
  kind = 'rows',
): Markup =>
  html`<div class="table-frame">
    <table class="${kind}">
      <caption class="sr-only">
        ${caption}
      </caption>
      <thead>
        <tr>
          !${headings.map((heading) => html`<th scope="col">!${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        !${rows}
      </tbody>
    </table>
  </div>`;

/** The link to older rows; nothing where there are none. */
export const olderLink = (href: string | null): Markup =>
  href === null ? '' : html`<p class="older"><a class="button" href="${href}">Older</a></p>`;

export const empty = (words: string): Markup => html`<p class="empty">${words}</p>`;
