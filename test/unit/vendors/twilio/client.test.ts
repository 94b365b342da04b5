import { describe, expect, test } from '@jest/globals';
import { AxiosError } from 'axios';
import twilio from 'twilio';
import { VendorError, type VendorFailure } from '../../../../src/platform/errors/vendor-error.js';
import { toVendorError } from '../../../../src/vendors/twilio/client.js';

/** The error that the twilio package makes of an HTTP answer. */
const refusal = (status: number, code?: number) =>
  new twilio.RestException({
    statusCode: status,
    body: JSON.stringify({ ...(code === undefined ? {} : { code }), message: 'To +14155552671', status }),
  });
const noAnswer = (code?: string) => new AxiosError('connect to +14155552671', code);

describe('what an error of the twilio package means', () => {
  test.each<[string, unknown, VendorFailure, ...string[]]>([
    ['a number that is not valid', refusal(400, 21211), 'rejected', '21211'],
    ['an opt-out', refusal(400, 21610), 'rejected', '21610'],
    ['a landline', refusal(400, 21614), 'rejected', '21614'],
    ['a text that is too long', refusal(400, 21617), 'rejected', '21617'],
    ['a queue that is full', refusal(400, 21611), 'rate_limited', '21611'],
    ['a full queue behind a Messaging Service', refusal(400, 30001), 'rate_limited', '30001'],
    ['a congested carrier', refusal(400, 30017), 'rate_limited', '30017'],
    ["a campaign's rate limit", refusal(400, 30022), 'rate_limited', '30022'],
    ['a country that is not enabled', refusal(400, 21408), 'rejected', '21408'],
    ['credentials that are refused', refusal(401, 20003), 'unauthorized', '20003'],
    ['a permission that is missing', refusal(403, 20008), 'unauthorized', '20008'],
    ['an account that is not active', refusal(403, 20005), 'unauthorized', '20005'],
    ['an account that is suspended', refusal(400, 30002), 'unauthorized', '30002'],
    ['access that is denied', refusal(403, 20006), 'unauthorized', '20006'],
    ['an access token that is not valid', refusal(401, 20101), 'unauthorized', '20101'],
    ['credentials that are refused, under another status', refusal(400, 20003), 'unauthorized', '20003'],
    ['credentials that are refused without a code', refusal(401), 'unauthorized'],
    ['a refusal without a code that may be about all', refusal(403), 'unauthorized'],
    ['a country that is not enabled, as a 403', refusal(403, 21408), 'rejected', '21408'],
    ['an opt-out, as a 403', refusal(403, 21610), 'rejected', '21610'],
    ['a number without a route, as a 403', refusal(403, 21612), 'rejected', '21612'],
    ['a landline, as a 401', refusal(401, 21614), 'rejected', '21614'],
    ['a channel that refuses one recipient, as a 403', refusal(403, 63016), 'rejected', '63016'],
    ['one recipient, by a code that we do not know', refusal(403, 60999), 'rejected', '60999'],
    ['credentials, by a code that we do not know', refusal(401, 70051), 'unauthorized', '70051'],
    ['an opt-out, as a 503', refusal(503, 21610), 'rejected', '21610'],
    ['too many requests, as a 503', refusal(503, 20429), 'rate_limited', '20429'],
    ['a time-out at the other end', refusal(408), 'ambiguous'],
    ['a conflict', refusal(409), 'ambiguous'],
    ['something that is locked', refusal(423), 'unavailable'],
    ['a request that came too early', refusal(425), 'unavailable'],
    ['an address that does not exist', refusal(404, 20404), 'rejected', '20404'],
    ['a Messaging Service that does not exist', refusal(404, 21701), 'rejected', '21701'],
    ['too many requests', refusal(429, 20429), 'rate_limited', '20429'],
    ["the account's daily limit, which lasts until tomorrow", refusal(429, 63038), 'rejected', '63038'],
    ['an internal error', refusal(500, 20500), 'ambiguous', '20500'],
    ['an unavailable service', refusal(503, 20503), 'ambiguous', '20503'],
    ['a gateway that timed out', refusal(504), 'ambiguous'],
    ['a redirect', refusal(302), 'ambiguous'],
    ['a refusal without a code', refusal(400), 'rejected'],
    ['a connection that was refused', noAnswer('ECONNREFUSED'), 'unavailable'],
    ['a name that is not known', noAnswer('ENOTFOUND'), 'unavailable'],
    ['a name that cannot be asked for', noAnswer('EAI_AGAIN'), 'unavailable'],
    ['a certificate that is not theirs', noAnswer('ERR_TLS_CERT_ALTNAME_INVALID'), 'unavailable'],
    ['a connection that broke', noAnswer('ECONNRESET'), 'ambiguous'],
    ['a time-out', noAnswer('ECONNABORTED'), 'ambiguous'],
    ['a time-out of the socket', noAnswer('ETIMEDOUT'), 'ambiguous'],
    ['a broken pipe', noAnswer('EPIPE'), 'ambiguous'],
    ['no answer, nobody knows why', noAnswer(), 'ambiguous'],
    ['an answer that is no JSON', new SyntaxError('Unexpected token <'), 'ambiguous'],
    ['an answer that lacks its parts', new TypeError("reading 'sid'"), 'ambiguous'],
    ['something that is no error', 'oops', 'ambiguous'],
    ['nothing', null, 'ambiguous'],
    ['nothing', undefined, 'ambiguous'],
  ])('%s', (_name, error, failure, ...vendorCode) => {
    const made = toVendorError(error);
    expect(made).toBeInstanceOf(VendorError);
    expect(made).toMatchObject({ vendor: 'sms', failure });
    expect([made.vendorCode ?? []].flat()).toEqual(vendorCode);
  });

  test('our own error stays as it is', () => {
    const own = new VendorError('sms', 'unavailable', 'held back');
    expect(toVendorError(own)).toBe(own);
  });

  test('nothing of what the vendor said goes further: it may name people', () => {
    for (const error of [refusal(400, 21211), noAnswer('ECONNRESET'), new SyntaxError('+14155552671')]) {
      const made = toVendorError(error);
      expect(`${made.message} ${JSON.stringify(made)} ${String(made.cause)}`).not.toContain('4155552671');
    }
  });

  test('the HTTP status and the code stand in the message', () => {
    expect(toVendorError(refusal(400, 21211)).message).toBe('twilio: refused (HTTP 400) [21211]');
  });
});
