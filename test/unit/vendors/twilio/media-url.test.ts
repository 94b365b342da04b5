import { describe, expect, test } from '@jest/globals';
import { isAllowedRedirect, isMediaUrl } from '../../../../src/vendors/twilio/media-url.js';

const HEX = '0123456789abcdef0123456789abcdef';
const accountSid = `AC${HEX}`;
const live = {
  apiUrl: 'https://api.twilio.com',
  accountSid,
  hosts: ['*.twiliocdn.com', 's3-external-1.amazonaws.com/media.twiliocdn.com'],
};
const sandbox = { ...live, apiUrl: 'http://127.0.0.1:4002' };
const path = `/2010-04-01/Accounts/${accountSid}/Messages/MM${HEX}/Media/ME${HEX}`;
const isAsked = (url: string, rules = live) => isMediaUrl(new URL(url), rules);
const isFollowed = (url: string, rules = live) => isAllowedRedirect(new URL(url), rules);

describe('credentials are sent', () => {
  test.each([
    `https://api.twilio.com${path}`,
    `https://api.twilio.com${path.replace('/MM', '/SM')}`,
    `https://api.dublin.ie1.twilio.com${path}`,
    `https://api.ie1.twilio.com${path}`,
    `https://API.twilio.com:443${path}`,
  ])('to %s', (url) => {
    expect(isAsked(url)).toBe(true);
  });

  test('to the sandbox, when that is what TWILIO_API_URL says', () => {
    expect(isAsked(`http://127.0.0.1:4002${path}`, sandbox)).toBe(true);
    expect(isAsked(`http://127.0.0.1:4003${path}`, sandbox)).toBe(false);
    expect(isAsked(`http://localhost:4002${path}`, sandbox)).toBe(false);
    expect(isAsked(`https://api.twilio.com${path}`, sandbox)).toBe(false);
  });

  test('below the path that TWILIO_API_URL has', () => {
    const proxied = { ...live, apiUrl: 'https://egress.example.com/twilio' };
    expect(isAsked(`https://egress.example.com/twilio${path}`, proxied)).toBe(true);
    expect(isAsked(`https://egress.example.com${path}`, proxied)).toBe(false);
    expect(isAsked(`https://api.twilio.com${path}`, proxied)).toBe(false);
  });
});

describe('credentials are never sent', () => {
  test.each([
    ['in the clear', `http://api.twilio.com${path}`],
    ['to another host', `https://api.twilio.com.evil.example${path}`],
    ['to a host that only ends alike', `https://apitwilio.com${path}`],
    ['to another service of Twilio', `https://pricing.twilio.com${path}`],
    ['to a name under twilio.com that no API has', `https://evil.twilio.com${path}`],
    ['to another port', `https://api.twilio.com:8443${path}`],
    ['to a URL with a user in it', `https://api.twilio.com@evil.example${path}`],
    ['to a URL with a user of its own', `https://a:b@api.twilio.com${path}`],
    ['to an address', `https://127.0.0.1${path}`],
    [
      "to another account's files",
      `https://api.twilio.com${path.replace(accountSid, `AC${'f'.repeat(32)}`)}`,
    ],
    ['to another resource', `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`],
    ['to another resource by way of dots', `https://api.twilio.com${path}/../../../../Calls.json`],
    ['with a query', `https://api.twilio.com${path}?x=1`],
    ['to a path that goes on', `https://api.twilio.com${path}/x`],
    ['to a file', 'file:///etc/passwd'],
  ])('%s', (_what, url) => {
    expect(isAsked(url)).toBe(false);
  });
});

describe('a redirect', () => {
  test.each([
    'https://mms.twiliocdn.com/AC1/abc?Expires=1&Signature=x',
    'https://media.twiliocdn.com/x',
    'https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/abc',
  ])("is followed to Twilio's CDN: %s", (url) => {
    expect(isFollowed(url)).toBe(true);
  });

  test.each([
    ['in the clear', 'http://mms.twiliocdn.com/x'],
    ['to a host that is not on the list', 'https://evil.example/x'],
    ['to a host that only ends alike', 'https://eviltwiliocdn.com/x'],
    ['to the bare name of a wildcard', 'https://twiliocdn.com/x'],
    ["to somebody else's bucket", 'https://s3-external-1.amazonaws.com/evil/x'],
    ['to a bucket that only begins alike', 'https://s3-external-1.amazonaws.com/media.twiliocdn.com.evil/x'],
    ['to a bucket by way of dots', 'https://s3-external-1.amazonaws.com/media.twiliocdn.com/../evil/x'],
    ['to another port', 'https://mms.twiliocdn.com:8443/x'],
    ['to a URL with a user in it', 'https://a@mms.twiliocdn.com/x'],
    ['to this machine', 'http://127.0.0.1/x'],
    ['to the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
    ['to a file', 'file:///etc/passwd'],
  ])('is not followed %s', (_what, url) => {
    expect(isFollowed(url)).toBe(false);
  });

  test('is followed within the sandbox, and from there to no other address of this machine', () => {
    expect(isFollowed('http://127.0.0.1:4002/cdn/x', sandbox)).toBe(true);
    expect(isFollowed('http://127.0.0.1:4001/cdn/x', sandbox)).toBe(false);
  });
});
