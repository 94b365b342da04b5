import { describe, expect, test } from '@jest/globals';
import { isShownInline, judgeContent } from '../../../../src/records/media/content-type.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const UNKNOWN = 'application/octet-stream';

describe('what a file is', () => {
  test.each([
    ['image/jpeg', '\xff\xd8\xff\xe0\x00\x10JFIF'],
    ['image/png', '\x89PNG\r\n\x1a\n\x00\x00'],
    ['image/gif', 'GIF89a\x01\x00'],
    ['image/gif', 'GIF87a\x01\x00'],
    ['image/webp', 'RIFF\x10\x00\x00\x00WEBPVP8 '],
    ['image/heic', '\x00\x00\x00\x18ftypheic'],
    ['video/mp4', '\x00\x00\x00\x18ftypisom'],
    ['video/mp4', '\x00\x00\x00\x18ftypmp42'],
    ['video/3gpp', '\x00\x00\x00\x18ftyp3gp4'],
    ['video/quicktime', '\x00\x00\x00\x14ftypqt  '],
    ['audio/amr', '#!AMR\n'],
    ['application/pdf', '%PDF-1.7\n'],
    ['text/vcard', 'BEGIN:VCARD\r\nVERSION:3.0'],
  ])('%s is known by its bytes, whatever it was sent as', (type, content) => {
    for (const declared of [type, 'text/html', 'image/svg+xml', null])
      expect(judgeContent(bytes(content), declared)).toBe(type);
  });

  test.each([
    ['HTML sent as a picture', '<html><script>alert(1)</script>', 'image/jpeg'],
    ['HTML', '<!doctype html>', 'text/html'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['XML', '<?xml version="1.0"?>', 'application/xml'],
    ['a script', 'alert(1)', 'text/javascript'],
    ['a picture that does not begin as one', ' \xff\xd8\xff', 'image/jpeg'],
    ['text that is not UTF-8', 'caf\xe9', 'text/plain'],
    ['text with a NUL', 'a\0b', 'text/plain'],
  ])('%s is of the type that no browser runs', (_what, content, declared) => {
    expect(judgeContent(bytes(content), declared)).toBe(UNKNOWN);
  });

  test('plain text is that only where the sender says so', () => {
    const text = Buffer.from('Grüße ✓');
    expect(judgeContent(text, 'text/plain')).toBe('text/plain; charset=utf-8');
    expect(judgeContent(text, null)).toBe(UNKNOWN);
  });
});

test('only pictures that every browser draws are shown; all else is a download', () => {
  const shown = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
  const others = [
    'image/heic',
    'image/svg+xml',
    'text/html',
    'text/plain; charset=utf-8',
    'application/pdf',
    UNKNOWN,
  ];
  expect([...shown, ...others].filter(isShownInline)).toEqual(shown);
});
