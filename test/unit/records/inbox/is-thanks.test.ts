import { expect, test } from '@jest/globals';
import { isThanks } from '../../../../src/records/inbox/is-thanks.js';

test.each([
  'Thanks',
  '<p>Thank you so much!</p>',
  'ok, thanks',
  'Great, thank you for your help. Bye!',
  'That&#39;s all, have a nice day',
  '👍',
  'Vielen Dank',
  'Danke schön!',
  '¡Muchas gracias!',
  'Merci beaucoup',
  'OK',
])('"%s" asks for nothing', (words) => {
  expect(isThanks(words)).toBe(true);
});

test.each([
  '',
  '   ',
  'Thanks, and in blue?',
  'Thanks. One more thing',
  'ok?',
  'ok when',
  'Have you got it',
  'Hello',
  'no thanks, I want a refund',
  'thanks for nothing',
  'thanks '.repeat(40),
])('"%s" may ask for something', (words) => {
  expect(isThanks(words)).toBe(false);
});
