import fc from '../../support/fast-check.js';
import type { Shot } from './shot.js';

const shot = (
  kind: string,
  method: string,
  path: string,
  allowed: number[],
  headers: Shot['headers'] = {},
): Shot => ({
  kind,
  method,
  path,
  headers,
  body: null,
  allowed,
});

/** What may stand in a URL and not be what is asked for. Written for a request line: no blanks, no line ends. */
const oddPart = fc.oneof(
  fc.constantFrom(
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/package.json',
    '....//....//etc/passwd',
    '..\\..\\windows',
    '%00',
    '%ff',
    '%zz',
    '%',
    '%25zz',
    '%c0%af',
    '__proto__',
    'constructor',
    '-1',
    '9'.repeat(17),
    '1e3',
    "1'%20OR%20'1'='1",
    '1%3bDROP%20TABLE%20inbox',
    '%E2%80%AE',
    'x'.repeat(5_000),
    '',
    '.',
    ';',
  ),
  fc.string({ maxLength: 60 }).map((text) => encodeURIComponent(text)),
);
const uuid = fc.uuid({ version: 4 });
const sane = (text: string) => text.replace(/[^\x21-\x7e]/g, '');
const query = fc.webQueryParameters().map(sane);

/** /media/:id without a right signature. */
const media: fc.Arbitrary<Shot> = fc
  .oneof(
    fc.tuple(oddPart, query).map(([id, q]) => `/media/${id}?${q}`),
    fc.tuple(uuid, oddPart, oddPart).map(([id, e, s]) => `/media/${id}?e=${e}&s=${s}`),
    fc.tuple(uuid, oddPart).map(([id, s]) => `/media/${id}?e=9999999999&s=${s}&s=${s}&e=1`),
    uuid.map((id) => `/media/${id}?e=9999999999&s=${'A'.repeat(43)}`),
    uuid.map((id) => `/media/${id}?e[]=1&s[__proto__]=1&__proto__=1`),
  )
  .chain((path) =>
    fc
      .constantFrom('GET', 'HEAD')
      .map((method) => shot('media: no signature', method, path, [400, 403, 404, 414])),
  );

const wrongTokens = (token: string): (string | null)[] => [
  null,
  '',
  'Bearer',
  'Bearer ',
  'Bearer wrong',
  `Basic ${Buffer.from(`admin:${token}`).toString('base64')}`,
  token,
  `Bearer ${token}x`,
  `Bearer ${token.slice(0, -1)}`,
  `Bearer ${token}, Bearer ${token}`,
  `Bearer ${'x'.repeat(6_000)}`,
  'Bearer \u00e9',
];
const adminPaths = fc.oneof(
  fc.tuple(oddPart, query).map(([id, q]) => `/admin/conversations/${id}?${q}`),
  fc.tuple(oddPart, oddPart).map(([a, b]) => `/admin/held?before=${a}&before=${b}`),
  fc.tuple(oddPart, oddPart, oddPart).map(([a, b, c]) => `/admin/report?from=${a}&to=${b}&zone=${c}`),
  oddPart.map((part) => `/admin/held?before=${part}`),
  oddPart.map((zone) => `/admin/report?zone=${zone}`),
  fc.constantFrom(
    '/admin/report?from=1000-01-01&to=1000-12-31',
    '/admin/report?from=9999-12-01&to=9999-12-31',
  ),
  fc.constantFrom(
    '/admin/report?zone=America/Nowhere',
    '/admin/report?zone=Etc/GMT%2b5',
    '/admin/held?before=999999999999999',
  ),
  oddPart.map((part) => `/admin/${part}`),
);

/** /admin/* by strangers, and by the operator with strange wishes. */
const admin = (token: string): fc.Arbitrary<Shot> =>
  fc.oneof(
    fc
      .tuple(adminPaths, fc.constantFrom(...wrongTokens(token)))
      .map(([path, given]) =>
        shot(
          'admin: no token',
          'GET',
          path,
          [400, 401, 404, 414, 429],
          given === null ? {} : { authorization: given },
        ),
      ),
    adminPaths.map((path) =>
      shot('admin: odd wish', 'GET', path, [200, 400, 404, 414], { authorization: `Bearer ${token}` }),
    ),
  );

const paths = [
  '/webhooks/drift',
  '/webhooks/twilio/inbound',
  '/webhooks/twilio/status',
  '/media/x',
  '/admin/held',
  '/health/live',
  '/metrics',
  '/',
  '/*',
];
const methods = [
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'M-SEARCH',
  'SEARCH',
  'LINK',
];

/** Methods that an endpoint does not have, and addresses that nobody has. */
const elsewhere: fc.Arbitrary<Shot> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...methods), fc.constantFrom(...paths))
    .map(([method, path]) => shot('method', method, path, [400, 401, 404, 405])),
  fc
    .tuple(fc.constantFrom('GET', 'POST'), oddPart, query)
    .map(([method, part, q]) => shot('nowhere', method, `/${part}/x?${q}`, [400, 404, 414])),
  fc.constantFrom(...paths.slice(0, 3)).map((path) => shot('webhook by GET', 'GET', path, [404, 405])),
  fc
    .tuple(fc.constantFrom(...paths), fc.integer({ min: 17_000, max: 60_000 }))
    .map(([path, length]) => shot('long header', 'GET', path, [431], { 'x-long': 'x'.repeat(length) })),
);

/** All that takes input in its address. */
export const addressShot = (adminToken: string) => (): fc.Arbitrary<Shot> =>
  fc.oneof(
    { weight: 3, arbitrary: media },
    { weight: 3, arbitrary: admin(adminToken) },
    { weight: 2, arbitrary: elsewhere },
  );
