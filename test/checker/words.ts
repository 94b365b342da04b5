import type { Style } from './scenario.js';

/** Sentences of a long message; each has a marker, so that no part of it goes missing unseen. */
const LONG_PARTS = 12;
const FILLER =
  'and then the other thing that we had talked about came up once more, which takes a while to tell';

/** How many markers a message in this style carries. */
export const markersOf = (style: Style): number => (style === 'long' ? LONG_PARTS : 1);

/** A message in this style around its markers. Longer than one text takes for `long`, with 12 markers; else short. */
export function wordsAround(markers: readonly string[], style: Style): string {
  const word = markers[0] ?? '';
  switch (style) {
    case 'plain':
      return `About the blue one: ${word} it is`;
    case 'quotes':
      return `\u201cThat\u2019s ${word}\u201d \u2013 you said\u2026`;
    case 'long':
      return markers.map((marker) => `First ${marker} ${FILLER}.`).join(' ');
    case 'lines':
      return `One line\nand ${word}\n\nand another`;
    case 'link':
      return `See https://example.com/a?b=c&d=${word} for it`;
    case 'emoji':
      return `\u{1f44d}\u{1f3fd} ${word} \u{1f600}`;
    case 'entities':
      return `if a < b && c > d then "${word}" isn't &amp;`;
  }
}
