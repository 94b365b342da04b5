import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import type { VendorFailure } from '../../../../src/platform/errors/vendor-error.js';
import {
  classifyNoAnswer,
  classifyStatus,
  parseRetryAfter,
} from '../../../../src/platform/vendor-http/classify.js';

describe('a call without an answer', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s: the connection was never made, so surely nothing was done', (code) => {
    expect(classifyNoAnswer(code)).toBe('unavailable');
  });

  test.each([
    'ECONNRESET',
    'ECONNABORTED',
    'ETIMEDOUT',
    'EPIPE',
    'ERR_BAD_RESPONSE',
    'SOMETHING_NEW',
    '',
    undefined,
  ])('%s: it may have been done', (code) => {
    expect(classifyNoAnswer(code)).toBe('ambiguous');
  });
});

describe('an answer other than success', () => {
  test.each<[number, VendorFailure]>([
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [405, 'rejected'],
    [406, 'rejected'],
    [408, 'ambiguous'],
    [409, 'ambiguous'],
    [410, 'rejected'],
    [413, 'rejected'],
    [421, 'unavailable'],
    [422, 'rejected'],
    [423, 'unavailable'],
    [424, 'unavailable'],
    [425, 'unavailable'],
    [451, 'rejected'],
    [499, 'ambiguous'],
    [429, 'rate_limited'],
    [500, 'ambiguous'],
    [502, 'ambiguous'],
    [503, 'ambiguous'],
    [504, 'ambiguous'],
    [301, 'ambiguous'],
    [302, 'ambiguous'],
    [307, 'ambiguous'],
  ])('HTTP %d is %s', (status, failure) => {
    expect(classifyStatus(status)).toBe(failure);
  });

  test('no 5xx and no redirect is ever taken for "surely not done"', () => {
    const statuses = fc.oneof(fc.integer({ min: 300, max: 399 }), fc.integer({ min: 500, max: 599 }));
    fc.assert(fc.property(statuses, (status) => expect(classifyStatus(status)).toBe('ambiguous')));
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');
  test.each([
    ['0', 0],
    ['1', 1_000],
    ['1.5', 1_500],
    [' 30 ', 30_000],
    ['3600', 3_600_000],
    ['86400', 3_600_000],
    ['1e300', 3_600_000],
    ['Mon, 01 Jun 2026 12:00:05 GMT', 5_000],
    ['Mon, 01 Jun 2026 18:00:00 GMT', 3_600_000],
    ['Mon, 01 Jun 2026 11:59:59 GMT', undefined],
    ['-1', undefined],
    ['', undefined],
    ['  ', undefined],
    ['soon', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    [undefined, undefined],
    [null, undefined],
    [5, undefined],
    [['5'], undefined],
  ])('of %j is %j ms', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  test('is never negative, never more than an hour, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.jsonValue()), (value) => {
        const ms = parseRetryAfter(value, now) ?? 0;
        expect(ms >= 0 && ms <= 3_600_000).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
