import type { FastifyInstance } from 'fastify';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { findPath } from '../search.js';
import { formOf } from '../security.js';

/** POST /console/conversations/search: what is looked for stays in the body, so that no number gets into an address or a log. */
export function searchRoute(scope: FastifyInstance, { pool, config }: ConsoleContext): void {
  scope.post('/conversations/search', { config: needs('see_conversations') }, async (request, reply) => {
    const words = formOf(request.body)['q'] ?? '';
    const path =
      words.trim() === ''
        ? '/console/conversations'
        : await findPath(pool, words, config.behaviour.defaultCountry, grantOf(request).orgs);
    return reply.redirect(path ?? '/console/conversations?found=nothing', 303);
  });
}
