import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.js';
import { day } from './day.js';
import { markersIn, markerWord } from './markers.js';
import { prospectsOf, styles, type Script, type Step } from './scenario.js';
import { markersOf, wordsAround } from './words.js';

const DELAY_MS = 2_000;
const aDay = (seed: number) =>
  fc.sample(fc.noBias(day({ conversations: 200, openOverMs: 20_000, followUpDelayMs: DELAY_MS })), {
    seed,
    numRuns: 1,
  })[0];

const script = (phone: Script['phone'], ...before: [ms: number, step: Step][]): Script => ({
  opensAtMs: 0,
  opening: 'chat',
  samePhone: false,
  sameContact: false,
  phone,
  before: before.map(([ms, step]) => ({ ms, step })),
  after: [],
});
const answer: Step = { do: 'rep_says', style: 'plain', count: 1, gapMs: 0 };
const phoneGiven: Step = { do: 'gives_phone', how: 'captured' };

describe('a day', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(aDay(1)).toEqual(aDay(1));
    expect(aDay(1)).not.toEqual(aDay(2));
  });

  test('has everything in it that people do, visitors with two and three chats too', () => {
    const scripts = aDay(3)?.scripts ?? [];
    const steps = new Set(
      scripts.flatMap(({ before, after }) => [...before, ...after]).map(({ step }) => step.do),
    );
    const all: Step['do'][] = [
      ...(['visitor_says', 'rep_says', 'bot_says', 'rep_says_nothing', 'whispers', 'closes'] as const),
      ...(['reopens', 'gives_phone', 'texts', 'texts_nothing', 'stops', 'starts'] as const),
      ...(['asks_for_help', 'drift_repeats_itself', 'corrects_phone', 'old_phone_texts', 'deletes'] as const),
    ];
    expect([...steps].sort()).toEqual(all.sort());
    const isThird = scripts.map(({ samePhone }, i) => samePhone && scripts[i - 1]?.samePhone === true);
    expect(isThird).toContain(true);
  });

  test('nobody whose third chat takes a number over says STOP', () => {
    const scripts = aDay(4)?.scripts ?? [];
    for (const [i, one] of scripts.entries()) {
      if (!one.samePhone || scripts[i - 1]?.samePhone !== true) continue;
      const crowd = [scripts[i - 2], scripts[i - 1], one].flatMap((each) => each?.after ?? []);
      expect(crowd.filter(({ step }) => step.do === 'stops')).toEqual([]);
    }
  });
});

describe('what a script leads to', () => {
  test.each<[ReturnType<typeof prospectsOf>, string, Script]>([
    ['follow-up', 'nobody says anything', script('usable')],
    ['follow-up', 'a phone number that comes after the text was due', script('none', [3_000, phoneGiven])],
    ['follow-up', 'a usable number after an invalid one', script({ invalid: '12' }, [500, phoneGiven])],
    ['none', 'no phone number', script('none')],
    ['none', 'an invalid one', script({ invalid: '12' })],
    ['none', 'a number that Twilio refuses', script('landline')],
    ['none', 'an answer in time', script('usable', [1_000, answer])],
    ['none', 'a chat that was closed in time', script('usable', [1_000, { do: 'closes' }])],
    ['open', 'an answer just before the text is due', script('usable', [1_900, answer])],
    ['open', 'an answer just after it', script('usable', [2_100, answer])],
    ['open', 'closed and opened', script('usable', [900, { do: 'closes' }], [1_800, { do: 'reopens' }])],
  ])('%s: %s', (expected, _what, one) => {
    expect(prospectsOf(one, DELAY_MS)).toBe(expected);
  });
});

test.each(styles)('a message in the style %s carries its markers, in order', (style) => {
  const markers = Array.from({ length: markersOf(style) }, (_, i) => markerWord(i));
  expect(markersIn(wordsAround(markers, style))).toEqual(markers);
});
