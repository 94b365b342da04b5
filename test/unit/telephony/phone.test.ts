import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { judgePhone } from '../../../src/telephony/phone.js';

describe('judging a phone number as written', () => {
  test.each([
    ['E.164', '+14155552671', 'US', '+14155552671'],
    ['national', '(415) 555-2671', 'US', '+14155552671'],
    ['dots', '415.555.2671', 'US', '+14155552671'],
    ['with the country code', '1 415 555 2671', 'US', '+14155552671'],
    ['spaces around', '  +1 415 555 2671  ', 'US', '+14155552671'],
    ['of another country than the default', '+44 7911 123456', 'US', '+447911123456'],
    ['with the international prefix', '011 44 7911 123456', 'US', '+447911123456'],
    ['national in the default country', '07911 123456', 'GB', '+447911123456'],
    ['a German mobile', '0151 23456789', 'DE', '+4915123456789'],
    ['a tel link', 'tel:+14155552671', 'US', '+14155552671'],
    ["one of Twilio's magic numbers", '+15005550006', 'US', '+15005550006'],
  ] as const)('%s: %j in %s is usable as %s', (_name, written, country, e164) => {
    expect(judgePhone(written, country)).toEqual({ status: 'usable', e164 });
  });

  test.each([
    ['nothing', null, 'none'],
    ['nothing', undefined, 'none'],
    ['an empty text', '', 'none'],
    ['spaces', '  \t ', 'none'],
    ['words', 'no phone', 'invalid'],
    ['too short', '555-2671', 'invalid'],
    ['too long', '+1415555267199', 'invalid'],
    ['an area code that does not exist', '+15551234567', 'invalid'],
    ['a country that does not exist', '+999123456789', 'invalid'],
    ['zeros', '0000000000', 'invalid'],
    ['an extension', '+1 415 555 2671 ext. 89', 'invalid'],
    ['an extension by x', '(415) 555-2671 x89', 'invalid'],
    ['an address', 'ana@example.com', 'invalid'],
    ['an extension behind a comma', '4155552671,89', 'invalid'],
    ['letters for digits', '1-800-FLOWERS', 'invalid'],
    ['letters for digits', '1-415-FLOWERS', 'invalid'],
    ['a Brazilian landline', '+55 11 3765-4322', 'not_textable'],
    ['an Argentinian freephone', '+54 800 444 1234', 'not_textable'],
    ['toll-free', '+18005550199', 'not_textable'],
    ['premium', '+19005550199', 'not_textable'],
    ['a British landline', '+442079460958', 'not_textable'],
    ['a German landline', '+493012345678', 'not_textable'],
    ['a British pager', '+447640123456', 'not_textable'],
  ] as const)('%s: %j is %s and gives no number to text', (_name, written, status) => {
    expect(judgePhone(written, 'US')).toEqual({ status, e164: null });
  });

  test.each([
    ['0044 7911 123456', 'US', '+447911123456'],
    ['0011 44 7911 123456', 'US', '+447911123456'],
    ['+0044 7911 123456', 'US', '+447911123456'],
    ['00 44 (0)7911 123456', 'US', '+447911123456'],
    ['+44 (0) 7911 123456', 'US', '+447911123456'],
    ['0049 (0)151 23456789', 'US', '+4915123456789'],
    ['001-415-555-2671', 'GB', '+14155552671'],
    ['447911123456', 'US', '+447911123456'],
    ['++1 415 555 2671', 'US', '+14155552671'],
    ['(+1) 415 555 2671', 'US', '+14155552671'],
    ['[+1] 415 555 2671', 'US', '+14155552671'],
    ['+39 0333 1234567', 'US', '+393331234567'],
    ['49 151 23456789', 'DE', '+4915123456789'],
    ['4915123456789', 'DE', '+4915123456789'],
  ] as const)('the international prefix, however it is typed: %j in %s is %s', (written, country, e164) => {
    expect(judgePhone(written, country)).toEqual({ status: 'usable', e164 });
  });

  test.each([
    ['+52 1 55 2345 6789', 'US', '+525523456789'],
    ['+52 (1) 55 2345 6789', 'US', '+525523456789'],
    ['5215523456789', 'US', '+525523456789'],
    ['044 55 2345 6789', 'MX', '+525523456789'],
    ['1 55 2345 6789', 'MX', '+525523456789'],
    ['+54 11 3456-7890', 'US', '+5491134567890'],
    ['+54 11 15 3456-7890', 'US', '+5491134567890'],
    ['+54 9 11 15 3456-7890', 'US', '+5491134567890'],
    ['+54 9 11 3456-7890', 'US', '+5491134567890'],
    ['011 15-3456-7890', 'AR', '+5491134567890'],
    ['11 3456-7890', 'AR', '+5491134567890'],
    ['02966 15 412345', 'AR', '+5492966412345'],
    ['+54 9 0351 15 4567890', 'US', '+5493514567890'],
    ['+55 11 8765-4322', 'US', '+5511987654322'],
    ['(11) 8765-4322', 'BR', '+5511987654322'],
    ['+55 11 98765-4322', 'US', '+5511987654322'],
    ['+229 97 01 02 03', 'US', '+2290197010203'],
  ] as const)(
    'a mobile in a spelling that is no longer dialled: %j in %s is %s',
    (written, country, e164) => {
      expect(judgePhone(written, country)).toEqual({ status: 'usable', e164 });
    },
  );

  test.each([
    ['+14155552671 / +14155552672', '+14155552671'],
    ['4155552671/4155552672', '+14155552671'],
    ['415 555 2671 415 555 2672', '+14155552671'],
    ['+18005550199 / +14155552672', '+14155552672'],
    ['020 7946 0958; +44 7911 123456', '+447911123456'],
    ['555-2671, 415-555-2672', '+14155552672'],
    ['415-555-2671 x12 or 415-555-2672', '+14155552672'],
    ['cell: 415.555.2671 home: 415.555.2672', '+14155552671'],
    ['4155552671-4155552672', '+14155552671'],
    ['030/123456 0151/23456789', '+4915123456789', 'DE'],
  ])('of several numbers, as in %j, the first that can be texted counts', (written, e164, country = 'US') => {
    expect(judgePhone(written, country as 'US')).toEqual({ status: 'usable', e164 });
  });

  test.each([
    ['+1 (415) 555-2671 (mobile, after 5pm)', '+14155552671'],
    ['415-555-2671 call after 17:00 please', '+14155552671'],
    ['Phone: 415-555-2671', '+14155552671'],
    ['tel:+1-415-555-2671', '+14155552671'],
    ['sms:+14155552671?body=hi', '+14155552671'],
    ['4155552671.0', '+14155552671'],
    ['＋１４１５５５５２６７１', '+14155552671'],
    ['٤١٥٥٥٥٢٦٧١', '+14155552671'],
    ['४१५५५५२६७१', '+14155552671'],
    ['\u202d+1\u00a0415\u00a0555\u00a02671\u202c', '+14155552671'],
    ['415–555—2671', '+14155552671'],
    ['415−555‑2671', '+14155552671'],
    ['415\u200b555\u200b2671', '+14155552671'],
    ['415·555·2671', '+14155552671'],
    ['415•555•2671', '+14155552671'],
    ['415_555_2671', '+14155552671'],
    ['415*555*2671', '+14155552671'],
    ['415,555,2671', '+14155552671'],
    ['4,155,552,671', '+14155552671'],
    ['415\n555\n2671', '+14155552671'],
    ['4️⃣1️⃣5️⃣5️⃣5️⃣5️⃣2️⃣6️⃣7️⃣1️⃣', '+14155552671'],
    // With the hour, the digits are a number of Switzerland whose + is missing; the last is one of its mobiles.
    ['415-555-2671 5pm', '+14155552671'],
    ['4155552671 9am-5pm', '+14155552671'],
    ['415-555-2671 - 9 to 5', '+14155552671'],
    ['4155552671 24/7', '+14155552671'],
    ['4155552671 2nd floor', '+14155552671'],
    ['(417) 855-2671 5pm', '+14178552671'],
  ])('words beside it are dropped, and every script has digits: %j', (written, e164) => {
    expect(judgePhone(written, 'US')).toEqual({ status: 'usable', e164 });
  });

  test('whatever is written, it is judged without a throw, and what is usable is E.164', () => {
    const digits = fc.stringMatching(/^\+?[\d ().x/,#+-]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), digits), (written) => {
        const { status, e164 } = judgePhone(written, 'US');
        if (status === 'usable') expect(e164).toMatch(/^\+[1-9]\d{1,14}$/);
        else expect(e164).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test('a usable number is judged the same again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^([2-9]\d{9}|\+(52|54|55|39|229|44)\d{8,13})$/), (written) => {
        const first = judgePhone(written, 'US');
        if (first.status === 'usable') expect(judgePhone(first.e164, 'DE')).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});
