import { describe, expect, test } from '@jest/globals';
import parsePhoneNumber, {
  getCountries,
  getExampleNumber,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { zonesOfNumber } from '../../../src/telephony/time-zones.js';

/** A number of the area code that libphonenumber holds to be valid, as one that phones have; null where there is none. */
function geographic(areaCode: number): PhoneNumber | null {
  for (const rest of ['2345678', '3012345', '2000100', '5551234']) {
    const number = parsePhoneNumber(`+1${areaCode}${rest}`);
    if (number?.isValid() && number.getType() === 'FIXED_LINE_OR_MOBILE') return number;
  }
  return null;
}

const areaCodes = (...countries: CountryCode[]) =>
  Array.from({ length: 800 }, (_, i) => geographic(200 + i)).filter(
    (number) => number?.country !== undefined && countries.includes(number.country),
  );

/** Minutes from UTC in January and in July of 2025. */
const offsets = (zone: string) =>
  ['2025-01-15T12:00Z', '2025-07-15T12:00Z'].map((at) => {
    const formatted = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).format(
      new Date(at),
    );
    return formatted.split('GMT')[1];
  });

describe("the zones of a number's region", () => {
  test.each([
    // One zone each, as NANPA assigned them.
    ['201', 'America/New_York', 'New Jersey'],
    ['202', 'America/New_York', 'Washington'],
    ['203', 'America/New_York', 'Connecticut'],
    ['205', 'America/Chicago', 'Birmingham'],
    ['206', 'America/Los_Angeles', 'Seattle'],
    ['212', 'America/New_York', 'Manhattan'],
    ['213', 'America/Los_Angeles', 'Los Angeles'],
    ['214', 'America/Chicago', 'Dallas'],
    ['303', 'America/Denver', 'Denver'],
    ['305', 'America/New_York', 'Miami'],
    ['312', 'America/Chicago', 'Chicago'],
    ['313', 'America/New_York', 'Detroit'],
    ['314', 'America/Chicago', 'St. Louis'],
    ['317', 'America/New_York', 'Indianapolis'],
    ['385', 'America/Denver', 'Salt Lake City'],
    ['402', 'America/Chicago', 'Omaha'],
    ['404', 'America/New_York', 'Atlanta'],
    ['406', 'America/Denver', 'Montana'],
    ['415', 'America/Los_Angeles', 'San Francisco'],
    ['480', 'America/Phoenix', 'Scottsdale'],
    ['502', 'America/New_York', 'Louisville'],
    ['503', 'America/Los_Angeles', 'Portland'],
    ['504', 'America/Chicago', 'New Orleans'],
    ['505', 'America/Denver', 'Albuquerque'],
    ['602', 'America/Phoenix', 'Phoenix'],
    ['615', 'America/Chicago', 'Nashville'],
    ['617', 'America/New_York', 'Boston'],
    ['689', 'America/New_York', 'Orlando'],
    ['702', 'America/Los_Angeles', 'Las Vegas'],
    ['808', 'Pacific/Honolulu', 'Hawaii'],
    ['865', 'America/New_York', 'Knoxville'],
    ['901', 'America/Chicago', 'Memphis'],
    ['915', 'America/Denver', 'El Paso'],
    ['931', 'America/Chicago', 'Clarksville'],
    ['204', 'America/Winnipeg', 'Manitoba'],
    ['416', 'America/Toronto', 'Toronto'],
    ['514', 'America/Toronto', 'Montreal'],
    ['902', 'America/Halifax', 'Nova Scotia'],
    // By country: the other places that share +1.
    ['246', 'America/Barbados', 'Barbados'],
    ['671', 'Pacific/Guam', 'Guam'],
    ['684', 'Pacific/Pago_Pago', 'American Samoa'],
    ['787', 'America/Puerto_Rico', 'Puerto Rico'],
    ['876', 'America/Jamaica', 'Jamaica'],
  ])('+1 %s is in %s alone (%s)', (code, zone) => {
    expect(zonesOfNumber(`+1${code}2345678`)).toEqual([zone]);
  });

  test.each([
    ['219', ['America/New_York', 'America/Chicago'], 'the north-west of Indiana'],
    ['812', ['America/New_York', 'America/Chicago'], 'the south of Indiana'],
    ['850', ['America/New_York', 'America/Chicago'], 'the Florida Panhandle'],
    ['270', ['America/New_York', 'America/Chicago'], 'the west of Kentucky'],
    ['423', ['America/New_York', 'America/Chicago'], 'the east of Tennessee'],
    ['906', ['America/New_York', 'America/Chicago'], "Michigan's Upper Peninsula"],
    ['308', ['America/Chicago', 'America/Denver'], 'the west of Nebraska'],
    ['605', ['America/Chicago', 'America/Denver'], 'South Dakota'],
    ['620', ['America/Chicago', 'America/Denver'], 'the south of Kansas'],
    ['701', ['America/Chicago', 'America/Denver'], 'North Dakota'],
    ['785', ['America/Chicago', 'America/Denver'], 'the north of Kansas'],
    ['208', ['America/Denver', 'America/Los_Angeles'], 'Idaho'],
    ['541', ['America/Denver', 'America/Los_Angeles'], 'Oregon'],
    ['928', ['America/Denver', 'America/Phoenix'], 'the north of Arizona'],
    ['907', ['America/Adak', 'America/Anchorage'], 'Alaska'],
    ['709', ['America/Halifax', 'America/St_Johns'], 'Newfoundland and Labrador'],
    ['807', ['America/Toronto', 'America/Winnipeg'], 'the north-west of Ontario'],
  ])('+1 %s is in all of %j (%s)', (code, zones) => {
    expect([...zonesOfNumber(`+1${code}2345678`)].sort()).toEqual([...zones].sort());
  });

  test.each([
    ['+14035552345', '2027-01-15T12:00Z', '-06:00'],
    ['+16045552345', '2027-01-15T12:00Z', '-07:00'],
    ['+12505552345', '2027-01-15T12:00Z', '-07:00'],
  ])(
    '%s: where clocks stay as they are from 2026 on, whatever the age of the zone data, %s is at %s too',
    (phone, at, offset) => {
      const shown = zonesOfNumber(phone).map((timeZone) =>
        new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(new Date(at)),
      );
      expect(shown).toContainEqual(expect.stringContaining(`GMT${offset}`));
    },
  );

  test.each([
    ['US', 330],
    ['CA', 45],
  ] as const)(
    'every area code of %s that libphonenumber knows has a zone that this runtime knows',
    (country, atLeast) => {
      const numbers = areaCodes(country);
      expect(numbers.length).toBeGreaterThan(atLeast);
      const without = numbers.filter((number) => zonesOfNumber(number?.number ?? '').length === 0);
      expect(without.map((number) => number?.number)).toEqual([]);
      for (const zone of new Set(numbers.flatMap((number) => zonesOfNumber(number?.number ?? '')))) {
        expect(() => offsets(zone)).not.toThrow();
      }
    },
  );

  test('every country that libphonenumber knows, but the two with area codes of their own, has zones', () => {
    const countries = getCountries().filter((country) => country !== 'US' && country !== 'CA');
    expect(countries.length).toBeGreaterThan(240);
    const without = countries.filter((country) => {
      const number = getExampleNumber(country, examples)?.number;
      return number === undefined || zonesOfNumber(number).length === 0;
    });
    expect(without).toEqual([]);
  });

  test.each([
    ['+4915123456789', 'Europe/Berlin'],
    ['+447400123456', 'Europe/London'],
    ['+33612345678', 'Europe/Paris'],
    ['+919876543210', 'Asia/Calcutta'],
    ['+34612345678', 'Atlantic/Canary'],
    ['+61412345678', 'Australia/Perth'],
    ['+61412345678', 'Australia/Sydney'],
    ['+5511961234567', 'America/Manaus'],
    ['+79161234567', 'Europe/Kaliningrad'],
    ['+79161234567', 'Asia/Kamchatka'],
    ['+77710009998', 'Asia/Almaty'],
    ['+38343201234', 'Europe/Belgrade'],
  ])('%s may be in %s', (phone, zone) => {
    // By what its clocks show: runtimes differ in the names that they give to one zone.
    expect(zonesOfNumber(phone).map(offsets)).toContainEqual(offsets(zone));
  });

  test('a number of Kazakhstan is not taken for one of Russia, nor Jersey for all of +44', () => {
    expect(zonesOfNumber('+77710009998')).not.toContain('Europe/Moscow');
    expect(zonesOfNumber('+447797712345')).toEqual(['Europe/Jersey']);
  });

  test.each([
    ['+18005552345', 'toll-free in North America'],
    ['+18885552345', 'toll-free in North America'],
    ['+19002345678', 'premium rate'],
    ['+15002345678', 'personal numbers'],
    ['+16002345678', 'Canadian, without a place'],
    ['+12992345678', 'an area code that is not assigned'],
    ['+80012345678', 'international freephone'],
    ['+881612345678', 'a satellite phone'],
    ['+883510012345678', 'an international network'],
    ['+99912345678', 'no calling code'],
    ['', 'nothing'],
    ['not a phone', 'no number'],
  ])('%s has none: %s', (phone) => {
    expect(zonesOfNumber(phone)).toEqual([]);
  });
});
