import type { onRequestAsyncHookHandler } from 'fastify';
import type { Caller } from '../../orgs/people/authorise.js';
import type { Queryable } from '../../platform/db/pool.js';
import { HttpError } from '../../platform/errors/http-error.js';
import { grant } from '../access/grant.js';
import { identify, owner } from '../access/callers.js';
import type { AdminToken } from '../admin-token/admin-token.js';

/**
 * Guards every admin route, before the body is read: answers 401, or 429 after many wrong tokens, unless the request carries the admin
 * token or a personal token as a bearer token; then 404 or 403 unless its bearer may do what the route does. If no admin token is
 * configured, no request passes.
 */
export function requireAdmin(adminToken: AdminToken, db: Queryable): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) throw new HttpError('unauthorized');
    const identified = await identify(adminToken, db, given, 'admin', request);
    if (identified.is === 'nobody') {
      if (identified.waitSeconds === 0) throw new HttpError('unauthorized');
      reply.header('retry-after', identified.waitSeconds);
      throw new HttpError('too_many_wrong_tokens');
    }
    const caller: Caller =
      identified.is === 'bearer'
        ? identified.bearer.caller
        : owner([request.headers['x-operator']].flat()[0] ?? 'admin');
    await grant(db, caller, request);
  };
}
