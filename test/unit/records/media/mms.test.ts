import { describe, expect, test } from '@jest/globals';
import { sendableAsMms } from '../../../../src/records/media/mms.js';

const us = '+12025550161';

describe('MMS', () => {
  test.each([
    ['the United States', us, true],
    ['Canada', '+14165550123', true],
    ['the United Kingdom', '+447400123456', false],
    ['Jamaica, which shares the +1', '+18765550123', false],
    ['nowhere', 'Ana', false],
  ])('goes to %s: %s %s', (_country, to, goes) => {
    expect(sendableAsMms('image/jpeg', 1_000, to)).toBe(goes);
  });

  test.each([
    ['image/jpeg', 5_000_000, true],
    ['image/png', 5_000_000, true],
    ['image/gif', 5_000_001, false],
    ['video/mp4', 500_000, true],
    ['video/mp4', 500_001, false],
    ['application/pdf', 500_000, true],
    ['text/vcard', 1_000, true],
    ['image/webp', 1_000, false],
    ['image/heic', 1_000, false],
    ['application/octet-stream', 1_000, false],
    ['text/html', 1_000, false],
  ])('takes %s of %i bytes: %s', (type, bytes, takes) => {
    expect(sendableAsMms(type, bytes, us)).toBe(takes);
  });
});
