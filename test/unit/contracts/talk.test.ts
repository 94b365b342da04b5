import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { hear, openTalk, unanswered, type Heard, type Talk } from '../../../src/contracts/talk.js';

const MINUTE = 60_000;
const OPENED = Date.UTC(2026, 5, 1, 15);
const opened = { at: OPENED, order: null };

const words = (minute: number, order: number | null = null, isThanks = false): Heard => {
  const at = OPENED + minute * MINUTE;
  return { is: 'words', at, order, since: at, isThanks };
};
const answer = (minute: number, order: number | null = null): Heard => ({
  is: 'settled',
  by: 'answer',
  at: OPENED + minute * MINUTE,
  order,
});
const close = (minute: number): Heard => ({ ...answer(minute), is: 'settled', by: 'closed' });
const after = (talk: Talk, ...heard: readonly Heard[]) => heard.reduce(hear, talk);
/** Since which minute the visitor waits; null if nobody does. */
const waitsSince = (...heard: readonly Heard[]) => {
  const asked = unanswered(after(openTalk(opened), ...heard));
  return asked === null ? null : (asked.since - OPENED) / MINUTE;
};

describe('the visitor waits since their first unanswered words', () => {
  test.each<[string, number | null, Heard[]]>([
    ['nothing is known yet: since the chat was opened', 0, []],
    ['they wrote a while after the chat was opened', 2, [words(2)]],
    ['they wrote twice', 1, [words(1), words(3)]],
    ['a rep greeted them first', 1, [answer(0.98), words(1)]],
    ['a rep greeted them, and they have not written', null, [answer(1)]],
    ['a rep answered', null, [words(1), answer(2)]],
    ['they asked again after the answer', 3, [words(1), answer(2), words(3), words(4)]],
    ['both questions were answered', null, [words(1), answer(2), words(3), answer(4)]],
    ['the chat was closed', null, [words(1), close(2)]],
    ['they wrote again after the close', 3, [words(1), close(2), words(3)]],
    ['in the same millisecond, by the IDs: greeting, question', 1, [answer(1, 7), words(1, 8)]],
    ['in the same millisecond, by the IDs: question, answer', null, [words(1, 7), answer(1, 8)]],
    ['in the same millisecond, and no ID says which was first: answered', null, [words(1), answer(1)]],
    ['thanks for the answer ask for nothing', null, [words(1), answer(2), words(3, null, true)]],
    ['thanks without an answer are words like any other', 1, [words(1, null, true)]],
    ['a question after thanks', 4, [words(1), answer(2), words(3, null, true), words(4)]],
    ['an answer of long before the chat was opened', 0, [answer(-30 * 24 * 60), words(0, 1)]],
    ['unanswered words of long before the chat was opened', 0, [words(-30 * 24 * 60), words(0, 1)]],
  ])('%s', (_name, since, heard) => {
    expect(waitsSince(...heard)).toBe(since);
  });

  test('what belongs to an earlier wait says nothing about this one', () => {
    const second = openTalk(opened, { at: OPENED - MINUTE, order: 5 });
    const old = [words(-2), answer(-2), close(-1), words(-1, 5)];
    expect(unanswered(after(second, ...old))).toMatchObject({ since: OPENED });
    expect(unanswered(after(second, ...old, answer(1)))).toBeNull();
  });
});

describe('what was said means the same', () => {
  const minute = fc.integer({ min: -8, max: 8 });
  const order = fc.option(fc.integer({ min: 1, max: 3 }));
  const anything: fc.Arbitrary<Heard> = fc.oneof(
    fc.tuple(minute, order, fc.boolean()).map(([at, id, isThanks]) => words(at, id, isThanks)),
    fc.tuple(minute, order).map(([at, id]) => answer(at, id)),
    minute.map(close),
  );
  const talk = fc.array(anything, { maxLength: 8 });

  test('in whatever order it is heard', () => {
    fc.assert(
      fc.property(
        talk.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, other]) => {
          expect(waitsSince(...other)).toBe(waitsSince(...one));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('however often it is heard', () => {
    fc.assert(fc.property(talk, (all) => expect(waitsSince(...all, ...all)).toBe(waitsSince(...all))));
  });

  test('an answer after everything settles it, and words after that wait again', () => {
    fc.assert(
      fc.property(talk, (all) => {
        expect(waitsSince(...all, answer(9))).toBeNull();
        expect(waitsSince(...all, answer(9), words(10))).toBe(10);
      }),
    );
  });
});
