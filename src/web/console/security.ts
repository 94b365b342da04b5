import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { ConsoleKeys } from './console-keys.js';
import { COOKIE_PATH, ownerOfForms, sessionOf } from './session.js';

/** Nothing but our own files is loaded, no script or style stands in a page, and nobody may frame one. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** Forms are small; a larger body is no form of ours. */
export const FORM_LIMIT = 16 * 1024;

/**
 * What guards every page: headers, signed cookies, forms as the only bodies, and a CSRF token that belongs to whoever is
 * signed in. `secure`: whether people reach us by https.
 */
export async function guard(scope: FastifyInstance, keys: ConsoleKeys, secure: boolean): Promise<void> {
  scope.removeAllContentTypeParsers();
  await scope.register(formbody, { bodyLimit: FORM_LIMIT });
  await scope.register(helmet, {
    contentSecurityPolicy,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false, // the proxy in front of us knows what else is served under its name
  });
  await scope.register(cookie, { secret: keys.cookies });
  await scope.register(csrf, {
    cookieKey: 'textback_console_csrf',
    cookieOpts: { path: COOKIE_PATH, httpOnly: true, sameSite: 'strict', signed: true, secure },
    csrfOpts: { hmacKey: keys.forms },
    getUserInfo: (request) => ownerOfForms(sessionOf(request)),
    getToken: ({ body }) => formOf(body)['_csrf'] ?? '',
  });
  scope.addHook('preHandler', (request, reply, done) => {
    if (request.method === 'POST') scope.csrfProtection(request, reply, done);
    else done();
  });
}

/** A form's fields; of a field that came twice, nothing. */
export function formOf(body: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}
