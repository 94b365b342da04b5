import fc from '../../support/fast-check.js';

/** Bytes on a connection, and the status of the last answer that is right; null: cut off without one. */
export interface TransportShot {
  readonly kind: string;
  readonly bytes: Buffer;
  readonly allowed: readonly (number | null)[];
}

const LIMIT = 256 * 1024;
const refused = [400, 408, 411, 413, 417, 431, null] as const;

/** Requests that no HTTP library would send. None of them may store anything. */
export function transportShots({
  seed,
  token,
}: {
  readonly seed: number;
  readonly token: string;
}): TransportShot[] {
  const trusted = `Host: x\r\nX-Verification-Token: ${token}\r\nContent-Type: application/json\r\n`;
  const post = (headers: string, body = '') =>
    `POST /webhooks/drift HTTP/1.1\r\n${trusted}${headers}\r\n${body}`;
  const event = JSON.stringify({
    orgId: 7007,
    type: 'new_message',
    nonce: 'transport',
    data: { id: 1, conversationId: 1 },
  });
  const shot = (kind: string, text: string, allowed: TransportShot['allowed'] = refused): TransportShot => ({
    kind,
    bytes: Buffer.from(text, 'latin1'),
    allowed,
  });
  const chunked = (chunks: string) => post('Transfer-Encoding: chunked\r\n', chunks);
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const big = chunk('x'.repeat(64 * 1024));

  const byHand = [
    shot('body shorter than announced', post(`Content-Length: ${event.length + 50}\r\n`, event)),
    shot('body cut in the middle', post(`Content-Length: ${event.length}\r\n`, event.slice(0, 40))),
    shot('announces more than the limit', post(`Content-Length: ${LIMIT + 1}\r\n`, event), [413, null]),
    shot('announces a lot more', post('Content-Length: 99999999999999999999\r\n', event)),
    shot('negative length', post('Content-Length: -5\r\n', event)),
    shot('length is no number', post('Content-Length: abc\r\n', event)),
    shot('two lengths', post(`Content-Length: 5\r\nContent-Length: ${event.length}\r\n`, event)),
    shot(
      'length and chunks',
      post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `${chunk(event)}0\r\n\r\n`),
    ),
    shot('body longer than announced', post('Content-Length: 5\r\n', event)),
    shot('chunks without an end', chunked(chunk(event))),
    shot('chunks over the limit', chunked(`${big.repeat(6)}0\r\n\r\n`), [413, null]),
    shot('chunks over the limit, endless', chunked(big.repeat(40)), [413, null]),
    shot('chunk size is no number', chunked(`zz\r\n${event}\r\n0\r\n\r\n`)),
    shot('chunk size overflows', chunked(`ffffffffffffffffff\r\n${event}\r\n0\r\n\r\n`)),
    shot('chunk longer than its size', chunked(`5\r\n${event}\r\n0\r\n\r\n`)),
    shot('unknown transfer encoding', post('Transfer-Encoding: gzip, chunked, x\r\n', event)),
    shot('transfer encoding hidden', post('Transfer-Encoding : chunked\r\nContent-Length: 5\r\n', event)),
    shot('no host', 'GET /health/live HTTP/1.1\r\n\r\n'),
    shot('two hosts', 'GET /nowhere HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', [400, 404, null]),
    shot('header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'),
    shot('header of bare line ends', 'GET / HTTP/1.1\nHost: x\n\n'),
    shot('NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n'),
    shot('NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'),
    shot('folded header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', [400, 404, null]),
    shot('headers without an end', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(100)}`),
    shot('3,000 headers', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(3_000)}\r\n`, [
      400,
      404,
      431,
      null,
    ]),
    shot('a header of 1 MB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(1_000_000)}\r\n\r\n`),
    shot('a path of 1 MB', `GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
    shot('HTTP/0.9', 'GET /\r\n'),
    shot('HTTP/9.9', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'),
    shot('unknown method', 'BREW /webhooks/drift HTTP/1.1\r\nHost: x\r\n\r\n'),
    shot('CONNECT', 'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404, 405, null]),
    shot('as a proxy', 'GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: x\r\n\r\n', [
      400,
      404,
      null,
    ]),
    shot('upgrade', 'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', [
      400,
      404,
      426,
      null,
    ]),
    shot('HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 404, null]),
    shot('unknown expectation', post('Content-Length: 2\r\nExpect: miracles\r\n', '{}')),
    shot('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
    shot(
      'a forged request after a refused one',
      `${post('Content-Length: 2\r\n', '[]')}POST /webhooks/drift HTTP/1.1\r\nHost: x\r\nContent-Length: ${event.length}\r\n\r\n${event}`,
      [400, 401, null],
    ),
  ];

  const bytes = fc
    .uint8Array({ minLength: 1, maxLength: 400 })
    .map((noise) => ({ kind: 'noise', bytes: Buffer.from(noise), allowed: refused }));
  const flipped = fc
    .tuple(fc.constantFrom(...byHand), fc.nat(), fc.integer({ min: 0, max: 31 }))
    .map(([base, at, byte]) => {
      const changed = Buffer.from(base.bytes.subarray(0, 2_000));
      changed[at % Math.min(changed.length, 300)] = byte;
      return {
        kind: `${base.kind}, a byte changed`,
        bytes: changed,
        allowed: [...refused, 401, 404, 405, 415, 426],
      };
    });
  const cut = fc.tuple(fc.constantFrom(...byHand), fc.nat()).map(([base, at]) => ({
    kind: `${base.kind}, cut`,
    bytes: base.bytes.subarray(0, 1 + (at % Math.min(base.bytes.length - 1, 300))),
    allowed: [...refused, 401, 404, 405, 415, 426],
  }));
  return [...byHand, ...fc.sample(fc.oneof(bytes, flipped, cut), { seed, numRuns: 300 })];
}
