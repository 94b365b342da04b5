import { describe, expect, test } from '@jest/globals';
import { limitInHeaders } from '../../../../src/platform/vendor-http/rate-headers.js';

describe('the limit that a vendor names', () => {
  test.each([
    [{ 'x-ratelimit-limit-minute': '180', 'x-ratelimit-remaining-minute': '7' }, 3],
    [{ 'X-RateLimit-Limit-minute': '600' }, 10],
    [{ 'x-ratelimit-limit-second': '5', 'x-ratelimit-limit-hour': '3600' }, 1],
    [{ 'x-ratelimit-limit': '180' }, null],
    [{ 'x-ratelimit-limit-minute': 'many' }, null],
    [{ 'x-ratelimit-limit-minute': '' }, null],
    [{ 'x-ratelimit-limit-minute': '-1' }, null],
    [{}, null],
  ])('%j allows %p calls a second', (headers, perSecond) => {
    expect(limitInHeaders(headers)).toBe(perSecond);
  });
});
