import { expect, test } from '@jest/globals';
import { maskPhone } from '../../../../src/web/console/mask-phone.js';

test.each([
  ['+12025550172', '+1 ••• 72'],
  ['+447700900123', '+44 ••• 23'],
  ['+351912345678', '+351 ••• 78'],
  [null, null],
])('%s is shown as %s', (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});
