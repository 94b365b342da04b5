import type { onRequestAsyncHookHandler } from 'fastify';
import { HttpError } from '../../platform/errors/http-error.js';
import type { AdminToken } from '../admin-token/admin-token.js';

/**
 * Guards every admin route: answers 401, or 429 after many wrong tokens, unless the request carries the admin token as a
 * bearer token. If no admin token is configured, no request passes.
 */
export function requireAdmin(adminToken: AdminToken): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) throw new HttpError('unauthorized');
    const verdict = adminToken.check(given, 'admin', request);
    if (verdict.isRight) return;
    if (verdict.waitSeconds === 0) throw new HttpError('unauthorized');
    reply.header('retry-after', verdict.waitSeconds);
    throw new HttpError('too_many_wrong_tokens');
  };
}
