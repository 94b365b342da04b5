import { reasons, type Reason } from '../../../contracts/reasons.js';
import type { RunHistory } from '../../../operate/histories/run-history.js';
import { errorWords } from '../error-words.js';
import { duration } from '../markup/parts.js';
import { activityTitle, resultWords } from './activity-words.js';
import type { Entry } from './entry.js';
import { happeningsOf, type Activity, type Happening } from './happenings.js';
import { eventWords } from './signal-words.js';

/** A wait that was over so soon was only interrupted to look at news, and begun again. Milliseconds. */
const NO_WAIT = 1_000;

/**
 * Entries for what a workflow did, from Temporal's history: signals, timers, activities with their results and how it ended.
 * Signals of the inbox rows `shown` are left out: the events themselves tell them. Pure.
 */
export const timelineOfHistory = (
  run: Pick<RunHistory, 'history'>,
  shown: ReadonlySet<number> = new Set(),
): Entry[] =>
  happeningsOf(run)
    .filter((one) => !(one.is === 'signal' && one.event !== null && shown.has(one.event.inboxId)))
    .filter(
      (one) =>
        !(one.is === 'timer' && !one.hasFired && one.endedAt !== null && one.endedAt - one.at < NO_WAIT),
    )
    .flatMap((happening) => entryOf(happening));

const plain = { happenedAt: null, strand: 'workflow', facts: [], tone: 'plain', inboxId: null } as const;

function entryOf(happening: Happening): Entry[] {
  const { at } = happening;
  switch (happening.is) {
    case 'started': {
      const { input, isContinued } = happening;
      const title = isContinued
        ? 'The workflow continues with a new history'
        : input?.isLateText
          ? 'A workflow started for a late text'
          : (starts[happening.type] ?? 'The workflow started');
      const isFirst = input?.settings !== undefined && !isContinued && !input.isLateText;
      return [
        {
          ...plain,
          at,
          title,
          facts: isFirst ? [`follow-up after ${duration(input.settings.followUpDelayMs)}`] : [],
        },
      ];
    }
    case 'signal':
      return [{ ...plain, at, title: `The workflow was told: ${eventWords(happening.event)}` }];
    case 'timer': {
      const { until, endedAt, hasFired, summary } = happening;
      const what = summary ?? 'wait';
      const end =
        endedAt === null
          ? 'still waiting'
          : hasFired
            ? 'the time was up'
            : `ended early, after ${duration(endedAt - at)}`;
      return [
        {
          ...plain,
          at,
          title: upperFirst(what),
          facts: [`for up to ${duration(until - at)}`, end],
          tone: endedAt === null ? 'wait' : 'plain',
        },
      ];
    }
    case 'activity':
      return [activityEntry(happening)];
    case 'task_failed':
      return [
        {
          ...plain,
          at,
          title: 'The workflow’s code failed',
          facts: ['Temporal retries; see its Web UI for the error'],
          tone: 'bad',
        },
      ];
    case 'ended':
      return [endEntry(happening)];
  }
}

function activityEntry(activity: Activity): Entry {
  const { at, endedAt, outcome, failure, attempts } = activity;
  const took = endedAt === null ? [] : [duration(endedAt - at)];
  const tries = attempts > 1 ? [`${attempts} attempts`] : [];
  const wrong =
    failure === null ? [] : [`${outcome === 'completed' ? 'earlier: ' : ''}${failure}${wordsOf(failure)}`];
  const done =
    outcome === 'completed'
      ? resultWords(activity)
      : [outcome === null ? 'in progress' : outcome.replace('_', ' ')];
  const tone = outcome === null ? 'wait' : outcome === 'completed' ? 'plain' : 'bad';
  return {
    ...plain,
    at,
    title: activityTitle(activity),
    facts: [...done, ...wrong, ...tries, ...took],
    tone,
  };
}

const wordsOf = (failure: string) => {
  const words = errorWords(failure);
  return words.startsWith('no description') ? '' : `: ${words}`;
};

/** Small workflows that do what operators ask for. */
const starts: Readonly<Record<string, string>> = {
  refresh: 'A workflow started to fetch the conversation from Drift again',
  redrive: 'A workflow started to settle a send',
};

const ends = {
  completed: 'The workflow ended',
  failed: 'The workflow failed',
  canceled: 'The workflow was cancelled',
  terminated: 'The workflow was terminated',
  timed_out: 'The workflow timed out',
  continued_as_new: 'The workflow continues with a new history',
} as const;

function endEntry({ at, how, result }: Extract<Happening, { is: 'ended' }>): Entry {
  const { texted, reason } = (result ?? {}) as { readonly texted?: boolean; readonly reason?: Reason | null };
  const facts =
    how !== 'completed'
      ? []
      : texted === true
        ? ['the visitor was texted']
        : reason
          ? [`no text: ${reasons[reason]}`]
          : [];
  const isFine = how === 'completed' || how === 'continued_as_new';
  return { ...plain, at, title: ends[how], facts, tone: isFine ? 'plain' : 'bad' };
}

const upperFirst = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
