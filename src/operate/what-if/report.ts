import { reasons } from '../../contracts/reasons.js';
import type { Period } from '../report/period.js';
import type { Change, Comparison, Outcome, WhatIf } from './compare.js';
import { leftOut } from './recorded.js';
import { inWords, plural, roughly } from './words.js';

/** The comparison for people. `tried`: the options that were given, by name. */
export function formatComparison(
  comparison: Comparison,
  { from, to, zone }: Period,
  whatIf: WhatIf,
  tried: Readonly<Record<string, string>>,
): string {
  const options = Object.entries(tried).map(([name, value]) => `${name} ${value}`);
  return [
    `Conversations opened from ${from} to ${to} (${zone})`,
    '',
    `With ${options.length === 0 ? 'nothing changed' : options.join(', ')}:`,
    ...effects(comparison, whatIf).map((line) => `  ${line}`),
    '',
    ...table(comparison.changes),
    ...honesty(comparison),
    '',
  ].join('\n');
}

function effects(c: Comparison, whatIf: WhatIf): string[] {
  const lines = [
    ...(c.moreTexts === 0 ? [] : [`${plural(c.moreTexts, 'more text')}${needless(c, whatIf)}`]),
    ...(c.fewerTexts === 0 ? [] : [plural(c.fewerTexts, 'fewer text')]),
    ...movedLine(c.sooner, 'sooner'),
    ...movedLine(c.later, 'later'),
  ];
  if (lines.length === 0) lines.push('every conversation would have ended the same way');
  const { before, after } = c;
  lines.push(
    `${plural(after.texts, 'text')} instead of ${before.texts}, ${plural(after.segments, 'segment')} instead of ${before.segments} for Twilio to bill`,
  );
  return lines;
}

function needless({ needless, recordedDelays }: Comparison, { changed }: WhatIf): string {
  if (needless === 0) return '';
  const [delay] = recordedDelays;
  const tried = changed.followUpDelayMs;
  const isPlain = recordedDelays.length === 1 && delay !== undefined && tried !== undefined && tried < delay;
  const when = isPlain
    ? `between ${inWords(tried)} and ${inWords(delay)}`
    : 'in time under the recorded settings';
  return `, ${needless} of them needless (a person answered ${when})`;
}

const movedLine = ({ count, medianMs }: Comparison['sooner'], how: string): string[] =>
  count === 0 || medianMs === null
    ? []
    : [`${plural(count, 'text')} ${how}, by a median of ${roughly(medianMs)}`];

const outcome = (word: Outcome) => (word === 'text' ? 'text' : `no text: ${reasons[word]}`);

function table(changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  return ['What would have changed:', ...changes.map(changeLine), ''];
}

const changeLine = ({ from, to, count }: Change) =>
  `  ${String(count).padStart(6)}  ${outcome(from)}  ->  ${outcome(to)}`;

/** States how many conversations the figures are based on. */
function honesty({ conversations, agreed, disagreed, leftOut: left }: Comparison): string[] {
  const tried = agreed + disagreed.reduce((all, { count }) => all + count, 0);
  const lines = [
    `Based on ${agreed} of ${plural(conversations, 'conversation')}. Of the ${tried} that can be simulated, ${agreed}`,
    'reproduce the real outcome with their recorded settings. Only those are compared.',
  ];
  if (disagreed.length > 0)
    lines.push(
      'For the others, what really happened and what the simulation gives:',
      ...disagreed.map(changeLine),
    );
  if (left.length > 0)
    lines.push(
      'Left out:',
      ...left.map(({ why, count }) => `  ${String(count).padStart(6)}  ${leftOut[why]}`),
    );
  return lines;
}
