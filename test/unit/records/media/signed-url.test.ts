import { describe, expect, test } from '@jest/globals';
import { mediaKey, mediaUrl, verifyMediaUrl } from '../../../../src/records/media/signed-url.js';

const settings = (signingKey: string | null, authToken = 'auth-token') => ({
  media: { signingKey },
  sms: { authToken },
});
const key = mediaKey(settings(null));
const id = '0b7e2f6a-1111-4222-8333-444455556666';
const other = '0b7e2f6a-1111-4222-8333-444455556667';
const now = 1_700_000_000_000;
const inAnHour = now + 3_600_000;

const partsOf = (link: string) => {
  const { pathname, searchParams } = new URL(link);
  return { id: pathname.split('/').at(-1) ?? '', e: searchParams.get('e'), s: searchParams.get('s') };
};
const parts = partsOf(mediaUrl('https://textback.example.com/base', key, id, inAnHour));

describe('a link to a file', () => {
  test('is built on the public URL, and says which file and until when', () => {
    expect(mediaUrl('https://textback.example.com/base', key, id, inAnHour)).toMatch(
      /^https:\/\/textback\.example\.com\/base\/media\/0b7e2f6a-1111-4222-8333-444455556666\?e=1700003600&s=[\w-]{43}$/,
    );
  });

  test('is valid until its time is over, and not a second longer', () => {
    expect(verifyMediaUrl(key, parts, now)).toEqual({ kind: 'valid', expiresAt: inAnHour });
    expect(verifyMediaUrl(key, parts, inAnHour - 1)).toEqual({ kind: 'valid', expiresAt: inAnHour });
    expect(verifyMediaUrl(key, parts, inAnHour)).toEqual({ kind: 'expired' });
  });

  test.each<[string, { id: string; e?: unknown; s?: unknown }]>([
    ['another file', { ...parts, id: other }],
    ['a later end', { ...parts, e: '1700003601' }],
    ['an end in another spelling', { ...parts, e: '01700003600' }],
    ['an end that is no number', { ...parts, e: '1e12' }],
    ['two ends', { ...parts, e: [parts.e, '9999999999'] }],
    ['no end', { id: parts.id, s: parts.s }],
    ['no signature', { id: parts.id, e: parts.e }],
    ['an empty signature', { ...parts, s: '' }],
    ['a signature cut short', { ...parts, s: parts.s?.slice(0, -2) }],
    ['two signatures', { ...parts, s: [parts.s, parts.s] }],
    ['an ID that is none', { ...parts, id: `${id}/../x` }],
  ])('with %s is forged', (_what, changed) => {
    expect(verifyMediaUrl(key, changed, now)).toEqual({ kind: 'forged' });
  });

  test('with a changed signature is forged, not expired, also when its time is over', () => {
    const s = `${parts.s?.startsWith('A') ? 'B' : 'A'}${parts.s?.slice(1)}`;
    expect(verifyMediaUrl(key, { ...parts, s }, now)).toEqual({ kind: 'forged' });
    expect(verifyMediaUrl(key, { ...parts, s }, inAnHour)).toEqual({ kind: 'forged' });
  });

  test('of another installation is forged', () => {
    const foreign = mediaUrl('https://x', mediaKey(settings(null, 'another-token')), id, inAnHour);
    expect(verifyMediaUrl(key, partsOf(foreign), now)).toEqual({ kind: 'forged' });
  });

  test("is signed with a key of its own, never with Twilio's auth token itself", () => {
    expect(key).toHaveLength(32);
    expect(key.toString('latin1')).not.toContain('auth-token');
    expect(mediaKey(settings('k'.repeat(32)))).not.toEqual(key);
    expect(mediaKey(settings('k'.repeat(32), 'a'))).toEqual(mediaKey(settings('k'.repeat(32), 'b')));
  });
});
