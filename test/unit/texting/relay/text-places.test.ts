import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { orderByList } from '../../../../src/texting/relay/text-places.js';

const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('the order of texts, by what the list shows of them', () => {
  test('a list that shows nothing leaves them in the order of arrival, in whichever order they are asked for', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 130 });
    fc.assert(
      fc.property(ids, (asked) => {
        expect(orderByList(asked, () => undefined)).toEqual([...asked].sort((a, b) => a - b));
      }),
    );
  });

  test('a list that shows all of them decides, whatever the order of arrival', () => {
    expect(orderByList([1, 2, 3], (id) => 3 - id)).toEqual([3, 2, 1]);
  });

  test.each([1, 50, 116])(
    'of a burst of 120, %i at either end that are not listed keep their places',
    (count) => {
      const burst = range(120);
      const shuffled = [...burst].sort((a, b) => ((a * 7) % 11) - ((b * 7) % 11));
      const butOldest = (id: number) => (id > count ? id : undefined);
      const butNewest = (id: number) => (id <= 120 - count ? id : undefined);
      expect(orderByList(shuffled, butOldest)).toEqual(burst);
      expect(orderByList(shuffled, butNewest)).toEqual(burst);
    },
  );

  test('a text that is not listed goes before those that arrived after it, also where the list turns others round', () => {
    const listed = new Map([
      [2, 5],
      [3, 4],
    ]);
    expect(orderByList([3, 2, 1], (id) => listed.get(id))).toEqual([1, 3, 2]);
    expect(orderByList([4, 3, 2], (id) => listed.get(id))).toEqual([3, 2, 4]);
  });

  test('no text is lost or doubled', () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
    fc.assert(
      fc.property(some, some, (asked, listed) => {
        const ordered = orderByList(asked, (id) => (listed.includes(id) ? listed.indexOf(id) : undefined));
        expect([...ordered].sort((a, b) => a - b)).toEqual([...asked].sort((a, b) => a - b));
      }),
    );
  });
});
