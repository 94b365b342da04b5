import { describe, expect, test } from '@jest/globals';
import { Comparing, type WhatIf } from '../../../src/operate/what-if/compare.js';
import type { RecordedConversation } from '../../../src/operate/what-if/recorded.js';
import { formatComparison } from '../../../src/operate/what-if/report.js';
import { after, chat, MINUTE, NOON, settings } from './handmade.js';

const nowWords = { template: 'Hi {name}, {business} here. Reply STOP to opt out.', businessName: 'Acme' };
const compare = (conversations: readonly RecordedConversation[], tried: Partial<WhatIf>) => {
  const whatIf: WhatIf = { now: settings, nowWords, changed: {}, changedTemplate: null, ...tried };
  const comparing = new Comparing(whatIf);
  for (const conversation of conversations) comparing.add(conversation);
  return { comparison: comparing.result(), whatIf };
};
const times = (count: number, conversation: RecordedConversation) =>
  Array.from({ length: count }, () => conversation);

const answeredAt = (ms: number) =>
  chat({ events: [after(ms, 'rep_spoke')], happened: { kind: 'no_text', reason: 'answered' } });
const period = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' };

describe('what would have changed', () => {
  test('a shorter delay: more texts, needless where a person answered in time, and the others sooner', () => {
    const recorded = [
      ...times(30, answeredAt(4 * MINUTE)),
      ...times(3, answeredAt(MINUTE)),
      ...times(
        29,
        chat({ events: [after(4 * MINUTE, 'closed')], happened: { kind: 'no_text', reason: 'closed' } }),
      ),
      ...times(8, chat()),
    ];
    const { comparison, whatIf } = compare(recorded, { changed: { followUpDelayMs: 3 * MINUTE } });
    expect(comparison).toMatchObject({
      conversations: 70,
      agreed: 70,
      disagreed: [],
      moreTexts: 59,
      needless: 30,
      fewerTexts: 0,
      before: { texts: 8, segments: 8 },
      after: { texts: 67, segments: 67 },
      changes: [
        { from: 'answered', to: 'text', count: 30 },
        { from: 'closed', to: 'text', count: 29 },
      ],
      sooner: { count: 8, medianMs: 2 * MINUTE },
      later: { count: 0, medianMs: null },
    });
    const report = formatComparison(comparison, period, whatIf, { delay: '3m' });
    expect(report).toContain('With delay 3m:');
    expect(report).toContain(
      '59 more texts, 30 of them needless (a person answered between 3 minutes and 5 minutes)',
    );
    expect(report).toContain('8 texts sooner, by a median of 2 minutes');
    expect(report).toContain('67 texts instead of 8, 67 segments instead of 8');
    expect(report).toContain('Based on 70 of 70 conversations.');
  });

  test('a longer delay: fewer texts, by reason', () => {
    const answeredAfterText = chat({ events: [after(7 * MINUTE, 'rep_spoke')] });
    const { comparison } = compare([answeredAfterText, chat()], {
      changed: { followUpDelayMs: 10 * MINUTE },
    });
    expect(comparison).toMatchObject({
      fewerTexts: 1,
      moreTexts: 0,
      changes: [{ from: 'text', to: 'answered', count: 1 }],
      later: { count: 1, medianMs: 5 * MINUTE },
    });
  });

  test('other quiet hours: a text of the night goes out later, one that waited goes out sooner', () => {
    const inBerlin = chat({ timeZone: 'Europe/Berlin' }); // six in the evening
    const inTokyo = chat({ timeZone: 'Asia/Tokyo' }); // one at night
    const { comparison } = compare([inBerlin, inTokyo], {
      changed: { quietHours: { from: 18 * 60, to: 22 * 60 } },
    });
    expect(comparison).toMatchObject({ changes: [], sooner: { count: 1 }, later: { count: 1 } });
  });

  test('another template: what Twilio bills, with the words that went out on one side', () => {
    const sent = chat({ visitorName: 'Ana', happened: { kind: 'text', body: 'x'.repeat(161) } });
    const { comparison } = compare([sent, sent], { changedTemplate: '{business}: Привет, {name}! STOP' });
    expect(comparison.before).toEqual({ texts: 2, segments: 4 });
    expect(comparison.after).toEqual({ texts: 2, segments: 2 });
    const long = compare([sent], { changedTemplate: `{business}: Привет, {name}! ${'у'.repeat(60)} STOP` });
    expect(long.comparison.after).toEqual({ texts: 1, segments: 2 });
  });

  test('each conversation is compared with the delay that it had', () => {
    const old = chat({ followUpDelayMs: 2 * MINUTE, events: [after(4 * MINUTE, 'rep_spoke')] });
    const { comparison } = compare([old, answeredAt(4 * MINUTE)], {
      changed: { followUpDelayMs: 3 * MINUTE },
    });
    expect(comparison).toMatchObject({
      agreed: 2,
      moreTexts: 1,
      recordedDelays: [2 * MINUTE, 5 * MINUTE],
      later: { count: 1, medianMs: MINUTE },
    });
  });
});

describe('what the figures rest on', () => {
  test('a conversation that the simulation does not reproduce is told apart and not compared', () => {
    const outage = chat({ happened: { kind: 'no_text', reason: 'no_phone' } });
    const { comparison, whatIf } = compare([outage, chat()], { changed: { followUpDelayMs: MINUTE } });
    expect(comparison).toMatchObject({
      conversations: 2,
      agreed: 1,
      disagreed: [{ from: 'no_phone', to: 'text', count: 1 }],
      before: { texts: 1 },
    });
    const report = formatComparison(comparison, period, whatIf, { delay: '1m' });
    expect(report).toContain('Based on 1 of 2 conversations. Of the 2 that can be simulated, 1\nreproduce');
  });

  test('one that cannot be run again is counted with why', () => {
    const open = chat({ happened: { kind: 'left_out', why: 'open' } });
    const { comparison, whatIf } = compare([open, open, chat()], {});
    expect(comparison).toMatchObject({ conversations: 3, agreed: 1, leftOut: [{ why: 'open', count: 2 }] });
    expect(formatComparison(comparison, period, whatIf, {})).toContain('     2  still open');
  });

  test('with nothing changed nothing changes', () => {
    const { comparison, whatIf } = compare([chat({ takenUpAt: NOON + MINUTE }), answeredAt(MINUTE)], {});
    expect(comparison).toMatchObject({ agreed: 2, moreTexts: 0, fewerTexts: 0, changes: [] });
    expect(comparison.before).toEqual(comparison.after);
    expect(formatComparison(comparison, period, whatIf, {})).toContain(
      'every conversation would have ended the same way',
    );
  });
});
