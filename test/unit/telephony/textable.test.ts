import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { judgePhone } from '../../../src/telephony/phone.js';
import { servedCountries } from '../../../src/telephony/served-countries.js';
import { rangeRefusal } from '../../../src/telephony/textable.js';
import { readNumbers } from '../../../src/texting/given-number/read-numbers.js';
import { isSimulated } from '../../../src/vendors/sms-codes.js';

const everywhere = { countries: 'all', isSimulated: false } as const;

describe('a number that costs many times a text, or that no text reaches', () => {
  const refused = [
    ['premium rate, US', '+19005550199'],
    ['premium rate, UK', '+449098790123'],
    ['premium rate, Germany', '+499001234567'],
    ['shared cost, UK', '+448431234567'],
    ['shared cost, Germany', '+491801234567'],
    ['one number for a whole company (UAN), UK', '+443001234567'],
    ['toll-free, US', '+18005550199'],
    ['international toll-free', '+80012345678'],
    ['pager, UK', '+447640123456'],
    ['personal number, UK', '+447012345678'],
    ['personal number, US', '+15002345678'],
    ['Inmarsat', '+870773111632'],
    ['Iridium', '+8816315256789'],
    ['Globalstar', '+8818411122222'],
    ['an international network', '+88213300655'],
    ['another international network', '+883510012345'],
    ['a landline, UK', '+442079460958'],
  ] as const;

  test.each(refused)(
    '%s: %s gives no number to text, in the contact, in the chat or from before',
    (_kind, number) => {
      expect(judgePhone(number, 'US').e164).toBeNull();
      expect(readNumbers(`my number is ${number}`, 'US').named).toEqual([]);
      // Recorded by a release that let it pass.
      expect(rangeRefusal(number, everywhere)).toBe('not_textable');
      expect(rangeRefusal(number, { ...everywhere, isSimulated: true })).toBe('not_textable');
    },
  );

  test("Twilio's magic numbers are texted through a simulator, and nowhere else", () => {
    for (const number of ['+15005550006', '+15005550009', '+15005551234']) {
      expect(rangeRefusal(number, { countries: ['US'], isSimulated: true })).toBeNull();
      expect(rangeRefusal(number, { countries: 'all', isSimulated: false })).toBe('not_textable');
    }
  });

  test.each([
    ['https://api.twilio.com', false],
    ['https://api.dublin.ie1.twilio.com', false],
    ['http://127.0.0.1:4002', true],
    ['https://api.twilio.com.example.com', true],
    ['https://nottwilio.com', true],
  ])('%s is a simulator: %s', (url, expected) => {
    expect(isSimulated(url)).toBe(expected);
  });
});

describe('the countries that are texted', () => {
  const served = (environment: Record<string, string>) => servedCountries(loadConfig(environment));
  const live = { SANDBOX: '', DRIFT_ACCESS_TOKEN: 'x', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` };
  const needed = {
    ...live,
    DRIFT_VERIFICATION_TOKEN: 'v',
    TWILIO_AUTH_TOKEN: 't',
    TWILIO_FROM_NUMBERS: '+12025550123',
    BUSINESS_NAME: 'Acme',
    DRIFT_ORG_ID: '1',
    PUBLIC_URL: 'https://textback.example.com',
    DATABASE_URL: 'postgres://localhost/x',
    TEMPORAL_ADDRESS: 'localhost:7233',
  };

  test('are the default country unless set, and the United States bring Canada; a sandbox texts all', () => {
    expect(served(needed)).toEqual(['US', 'CA']);
    expect(served({ ...needed, DEFAULT_COUNTRY: 'DE' })).toEqual(['DE']);
    expect(served({ ...needed, TEXT_COUNTRIES: 'de, us' })).toEqual(['DE', 'US', 'CA']);
    expect(served({ ...needed, DEFAULT_COUNTRY: 'GB' })).toEqual(['GB', 'GG', 'IM', 'JE']);
    expect(served({ ...needed, TEXT_COUNTRIES: 'CA' })).toEqual(['CA']);
    expect(served({ ...needed, TEXT_COUNTRIES: 'all' })).toBe('all');
    expect(served({})).toBe('all');
    expect(() => served({ ...needed, TEXT_COUNTRIES: 'US,XX' })).toThrow('TEXT_COUNTRIES');
  });

  test.each([
    ['a US mobile', '+14155552671', null],
    ['a Canadian mobile', '+14165550101', null],
    ['Jamaica', '+18765551234', 'country_not_served'],
    ['the Dominican Republic', '+18095551234', 'country_not_served'],
    ['Puerto Rico', '+17875551234', 'country_not_served'],
    ['the Bahamas', '+12423591234', 'country_not_served'],
    ['Barbados', '+12462501234', 'country_not_served'],
    ['the UK', '+447911123456', 'country_not_served'],
    ['Mexico', '+525512345678', 'country_not_served'],
    ['Guinea', '+224601123456', 'country_not_served'],
    ['no country at all', '+8816315256789', 'not_textable'],
  ] as const)('with US: %s, %s', (_country, number, refusal) => {
    const countries = servedCountries(loadConfig({ TEXT_COUNTRIES: 'US' }));
    expect(rangeRefusal(number, { countries, isSimulated: false })).toBe(refusal);
    if (refusal === 'country_not_served') expect(rangeRefusal(number, everywhere)).toBeNull();
  });
});
