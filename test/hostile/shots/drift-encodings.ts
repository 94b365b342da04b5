import { gzipSync } from 'node:zlib';
import fc from '../../support/fast-check.js';
import type { Json } from './drift-events.js';
import type { Headers, Made } from './made.js';

/** Bytes that are not the UTF-8 that JSON is written in, or that say what they are not. */
export const encoded = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  fc
    .tuple(
      event,
      fc.constantFrom('utf-16le', 'utf-16be', 'latin-1', 'bytes', 'bom', 'gzip', 'said-gzip', 'surrogate'),
    )
    .map(([base, how]) => {
      const text = JSON.stringify({ ...base, word: 'é' });
      const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
      const made = (body: Buffer, allowed: number[], headers: Headers = {}) => ({
        kind: `encoding: ${how}`,
        text: body,
        allowed,
        headers,
      });
      switch (how) {
        case 'utf-16le':
          return made(wide, [400]);
        case 'utf-16be':
          return made(Buffer.from(wide).swap16(), [400]);
        case 'latin-1':
          return made(Buffer.from(text, 'latin1'), [400]);
        case 'bytes':
          return made(
            Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc0, 0x80, 0xff])]),
            [400],
          );
        case 'surrogate': // half a character as three bytes, which UTF-8 forbids
          return made(
            Buffer.from(text.replace('é', '\u0001\u0001\u0001'), 'latin1').map((b) =>
              b === 1 ? 0xed : b,
            ) as Buffer,
            [400],
          );
        case 'gzip':
          return made(gzipSync(text), [400, 415], { 'content-encoding': 'gzip' });
        case 'said-gzip':
          return made(Buffer.from(text), [200, 400, 415], { 'content-encoding': 'gzip' });
        default:
          return made(Buffer.from(`\ufeff${text}`), [200]);
      }
    });

/** Content types that are right in an odd way, and wrong ones. */
export const strangeContentType = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  fc
    .tuple(
      event,
      fc.oneof(
        fc
          .constantFrom('application/json; charset=utf-16', 'application/vnd.drift+json', 'APPLICATION/JSON')
          .map((type) => [type, [200]] as const),
        fc
          .constantFrom(
            'text/plain',
            'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x',
            'text/html',
          )
          .map((type) => [type, [415]] as const),
        fc
          .constantFrom(
            '',
            '/',
            'json',
            'application/',
            'application/json\u00e9',
            ';',
            `${'a'.repeat(3_000)}/json`,
          )
          .map((type) => [type, [200, 400, 415]] as const),
      ),
    )
    .map(([base, [type, allowed]]) => ({
      kind: `content type ${type.slice(0, 40)}`,
      text: JSON.stringify(base),
      allowed,
      headers: { 'content-type': type },
    }));
