import { html } from 'ghtml';
import { reasons } from '../../../contracts/reasons.js';
import type { PageContext } from '../page-context.js';
import { errorWords } from '../error-words.js';
import { TREND_DAYS, type DayOfFigures, type Figures } from '../figures.js';
import { bars } from '../plots/bars.js';
import { shares } from '../plots/lines.js';
import { ranking } from '../plots/ranking.js';
import { searchForm } from './conversations-page.js';
import { count, duration, type Markup, type Tone } from '../markup/parts.js';
import { signedInPage } from './shell.js';

export function todayPage(pageContext: PageContext, figures: Figures): string {
  const today = figures.days.at(-1);
  const main = html`
    <div class="page-head">
      <h1>Today</h1>
      !${searchForm(pageContext)}
    </div>
    !${today === undefined ? '' : todayTiles(today)}
    <h2 class="section-title">Now</h2>
    !${nowTiles(pageContext, figures)}
    <h2 class="section-title">The last ${TREND_DAYS} days</h2>
    <div class="plots">!${trends(figures)}</div>
    <div class="rankings">!${causes(figures)}</div>
  `;
  return signedInPage(pageContext, { title: 'Today', path: '/console', main });
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly about: string;
  readonly tone?: Tone;
  readonly href?: string;
}

const tiles = (all: readonly Tile[]): Markup =>
  html`<dl class="tiles">
    !${all.map(
      ({ name, value, about, tone = 'plain', href }) =>
        html`<div class="tile" data-tone="${tone}">
          <dt>!${href === undefined ? html`${name}` : html`<a href="${href}">${name}</a>`}</dt>
          <dd><span class="tile-value">${value}</span><span class="tile-about">${about}</span></dd>
        </div>`,
    )}
  </dl>`;

const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`;

/** Those that ended without a text though nobody had answered. */
const withoutText = ({ reasons: by }: DayOfFigures): number =>
  Object.entries(by).reduce((all, [reason, value]) => all + (reason === 'answered' ? 0 : value), 0);

function todayTiles(today: DayOfFigures): Markup {
  const { takenUp, texted, waiting, replied } = today;
  const answered = today.reasons['answered'] ?? 0;
  return tiles([
    { name: 'Conversations', value: count(takenUp), about: 'handled', href: '/console/conversations' },
    { name: 'Follow-ups', value: count(texted), about: `${share(texted, takenUp)} were texted` },
    {
      name: 'Answered in time',
      value: count(answered),
      about: `${share(answered, takenUp)} needed no text`,
      tone: 'good',
    },
    { name: 'Replied', value: count(replied), about: `${share(replied, texted)} of the follow-ups` },
    {
      name: 'No text',
      value: count(withoutText(today)),
      about: 'for another reason',
      tone: withoutText(today) > 0 ? 'wait' : 'plain',
    },
    {
      name: 'Waiting',
      value: count(waiting),
      about: 'undecided',
      href: '/console/conversations?state=waiting',
    },
  ]);
}

const seconds = (value: number) => (value === 0 ? 'none' : duration(value * 1000));

function nowTiles(pageContext: PageContext, figures: Figures): Markup {
  const { limiter, workers, oldestCallSeconds, waitingEvents, oldestEventSeconds } = figures;
  const everywhere = pageContext.pauses.some(({ orgId }) => orgId === null);
  const sending = pageContext.pauses.length === 0 ? 'on' : everywhere ? 'paused' : 'paused in part';
  const { firstTexts } = figures;
  const used = Math.max(0, ...firstTexts.orgs.map((org) => org.used));
  const most = firstTexts.limit ?? Infinity;
  return tiles([
    {
      name: 'Sending',
      value: sending,
      about: 'texts to Twilio',
      tone: sending === 'on' ? 'good' : 'bad',
      href: '/console/sending',
    },
    {
      name: 'First texts',
      value: firstTexts.limit === null ? count(used) : `${count(used)} of ${count(firstTexts.limit)}`,
      about: firstTexts.orgs.length > 1 ? 'in an hour, busiest org' : 'in an hour',
      tone: used >= most ? 'bad' : used >= most / 2 ? 'wait' : 'plain',
      href: '/console/sending',
    },
    {
      name: 'Workers',
      value: count(workers),
      about: workers === 0 ? 'none is polling' : 'polling',
      tone: workers === 0 ? 'bad' : 'plain',
    },
    {
      name: 'Oldest event',
      value: seconds(oldestEventSeconds),
      about: `${count(waitingEvents)} waiting`,
      tone: oldestEventSeconds > 60 ? 'bad' : oldestEventSeconds > 10 ? 'wait' : 'plain',
    },
    {
      name: 'Oldest call',
      value: seconds(oldestCallSeconds),
      about: 'for Drift’s limit',
      tone: oldestCallSeconds > 300 ? 'bad' : oldestCallSeconds > 30 ? 'wait' : 'plain',
    },
    {
      name: 'Drift’s limit',
      value: `${limiter.used} of ${limiter.allowed}`,
      about: 'calls per second',
      tone: limiter.used >= limiter.allowed ? 'wait' : 'plain',
    },
    ...(pageContext.may('see_waiting') ? settlingTiles(pageContext) : []),
  ]);
}

const settlingTiles = ({ held, parked }: PageContext): Tile[] => [
  {
    name: 'Held',
    value: count(held),
    about: 'events',
    tone: held > 0 ? 'bad' : 'plain',
    href: '/console/held',
  },
  {
    name: 'Parked',
    value: count(parked),
    about: 'sends',
    tone: parked > 0 ? 'bad' : 'plain',
    href: '/console/parked',
  },
];

const dayLabel = (day: string) => String(Number(day.slice(8)));

function trends({ days, hours }: Figures): Markup[] {
  const answered = (day: DayOfFigures) => day.reasons['answered'] ?? 0;
  return [
    bars({
      id: 'plot-days',
      title: 'Conversations by day',
      of: 'Day',
      series: [
        { name: 'texted', colour: 1 },
        { name: 'answered in time', colour: 2 },
        { name: 'no text', colour: 4 },
        { name: 'waiting', colour: 5 },
      ],
      columns: days.map((day) => ({
        label: dayLabel(day.day),
        name: day.day,
        values: [day.texted, answered(day), withoutText(day), day.waiting],
      })),
    }),
    shares({
      id: 'plot-shares',
      title: 'Answered in time, and replies to follow-ups',
      of: 'Day',
      series: [
        { name: 'answered in time', colour: 2 },
        { name: 'reply rate', colour: 3 },
      ],
      columns: days.map((day) => ({
        label: dayLabel(day.day),
        name: day.day,
        values: [ratio(answered(day), day.takenUp), ratio(day.replied, day.texted)],
      })),
    }),
    bars({
      id: 'plot-waits',
      title: 'Longest event wait, last 24 hours (seconds)',
      of: 'Hour (UTC)',
      series: [{ name: 'seconds', colour: 3 }],
      columns: hours.map(({ hour, longestSeconds, events }) => ({
        label: hourOf(hour),
        name: hourOf(hour),
        values: [Math.round(longestSeconds * 100) / 100],
        also: [count(events)],
      })),
      alsoHead: ['events'],
    }),
  ];
}

function causes({ days, failures }: Figures): Markup[] {
  return [
    ranking({
      id: 'plot-failures',
      title: 'Texts that did not arrive, by code',
      head: ['Code', 'What it means', 'Texts'],
      rows: failures.map(({ code, count: value }) => ({ name: code, words: errorWords(code), value })),
      nothing: 'Every text arrived.',
    }),
    ranking({
      id: 'plot-reasons',
      title: 'Why there was no text',
      head: ['Reason', 'What it means', 'Conversations'],
      rows: Object.entries(reasons)
        .map(([name, words]) => ({
          name,
          words,
          value: days.reduce((all, day) => all + (day.reasons[name] ?? 0), 0),
        }))
        .filter(({ value }) => value > 0)
        .sort((a, b) => b.value - a.value),
      nothing: 'Every conversation got a text.',
    }),
  ];
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const hourOf = (hour: Date): string => `${String(hour.getUTCHours()).padStart(2, '0')}h`;
