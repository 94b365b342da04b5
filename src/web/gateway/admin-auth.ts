import type { onRequestAsyncHookHandler } from 'fastify';
import { HttpError } from '../../platform/errors/http-error.js';
import { sameSecret } from '../../platform/secrets/same-secret.js';

/**
 * Guards every admin route: answers 401 unless the request carries the admin token as a bearer token. If no admin token
 * is configured, every request gets 401.
 */
export function requireAdmin(adminToken: string | null): onRequestAsyncHookHandler {
  return (request) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const isAdmin = adminToken !== null && given !== undefined && sameSecret(given, adminToken);
    return isAdmin ? Promise.resolve() : Promise.reject(new HttpError('unauthorized'));
  };
}
