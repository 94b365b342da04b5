import { html } from 'ghtml';
import type { PageContext } from '../page-context.js';
import type { Entry, Strand } from '../timeline/entry.js';
import { action, dayAndTime, duration, empty, time, type Markup } from '../markup/parts.js';

const strands: Readonly<Record<Strand, string>> = {
  event: 'Event in',
  send: 'Send out',
  decision: 'Decision',
  workflow: 'Workflow',
  operator: 'Operator',
};

/** Where a timeline stands. `back`: path of the page. */
interface Standing {
  readonly orgId: number;
  readonly back: string;
}

/** What happened in a conversation of the org. */
export function timelineView(
  pageContext: PageContext,
  timeline: readonly Entry[],
  standing: Standing,
): Markup {
  if (timeline.length === 0) return empty('Nothing is recorded.');
  return html`<ol class="timeline" id="timeline">
    !${timeline.map((entry, index) => entryView(pageContext, entry, timeline[index - 1] ?? null, standing))}
  </ol>`;
}

/** A pause in which nothing happened is worth a line of its own from here on. Milliseconds. */
const LONG = 60_000;

/** What stands between two entries: a new day, or a long pause. */
function between(before: Entry | null, { at }: Entry, zone: string): string {
  const [day] = dayAndTime(at, zone);
  if (before === null) return day;
  const gap = at - before.at < LONG ? '' : `${duration(at - before.at)} later`;
  const isNewDay = dayAndTime(before.at, zone)[0] !== day;
  return [gap, ...(isNewDay ? [day] : [])].filter((words) => words !== '').join(', ');
}

function entryView(pageContext: PageContext, entry: Entry, before: Entry | null, standing: Standing): Markup {
  const { at, happenedAt, strand, title, facts, tone, inboxId } = entry;
  const pause = between(before, entry, pageContext.zone);
  const iso = new Date(at).toISOString();
  return html`!${pause === '' ? '' : html`<li class="gap" data-at="${at}">${pause}</li>`}
    <li class="entry" data-at="${at}" data-strand="${strand}" data-tone="${tone}">
      <time class="entry-time" datetime="${iso}" title="${iso}">${dayAndTime(at, pageContext.zone)[1]}</time>
      <span class="entry-mark" aria-hidden="true"></span>
      <div class="entry-body">
        <p class="entry-title"><span class="strand">${strands[strand]}</span> ${title}</p>
        !${happenedAt === null ? '' : html`<p class="entry-facts">happened !${time(happenedAt, pageContext.zone)}, ${duration(at - happenedAt)} before Textback received it</p>`}
        !${facts.length === 0 ? '' : html`<p class="entry-facts">!${facts.map((fact) => html`<span>${fact}</span>`)}</p>`}
      </div>
      !${inboxId === null ? '' : reprocessEvent(pageContext, inboxId, standing)}
    </li>`;
}

const reprocessEvent = (pageContext: PageContext, inboxId: number, { orgId, back }: Standing): Markup =>
  action(pageContext, {
    needs: 'settle',
    orgId,
    path: `/console/events/${inboxId}/reprocess`,
    label: 'Reprocess…',
    explains: `Textback processes event ${inboxId} again. Effects it already had are not repeated.`,
    confirm: 'Reprocess event',
    fields: { back },
  });
