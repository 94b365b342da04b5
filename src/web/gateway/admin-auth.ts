import type { onRequestAsyncHookHandler } from 'fastify';
import { HttpError } from '../../platform/errors/http-error.js';
import { sameSecret } from '../../platform/secrets/same-secret.js';

/**
 * A guard for every admin route: the admin token as a bearer token, else 401, whatever is asked for. Without an admin
 * token nobody gets in.
 */
export function requireAdmin(adminToken: string | null): onRequestAsyncHookHandler {
  return (request) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const isAdmin = adminToken !== null && given !== undefined && sameSecret(given, adminToken);
    return isAdmin ? Promise.resolve() : Promise.reject(new HttpError('unauthorized'));
  };
}
