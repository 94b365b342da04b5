import type { FastifyError, FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { parseBodies } from '../shared/body-parsers.js';
import { answer, guardRoutes } from '../shared/vendor-guard.js';
import { needs, tokenOf } from './auth.js';
import { authReply, DriftError, errorReply, invalid, oauthReply, OauthRefusal } from './errors.js';
import { DriftRateLimit } from './rate-limit.js';
import { attachmentRoutes } from './routes-attachments.js';
import { authorizeRoutes } from './routes-authorize.js';
import { contactRoutes } from './routes-contacts.js';
import { conversationRoutes } from './routes-conversations.js';
import { messageRoutes } from './routes-messages.js';
import { oauthRoutes } from './routes-oauth.js';
import { userRoutes } from './routes-users.js';
import type { DriftSimulator } from './simulator.js';

/** Drift's public API at the root of the scope. Unknown paths answer 404 in Drift's envelope. */
export function driftApi(scope: FastifyInstance, drift: DriftSimulator): void {
  const limit = new DriftRateLimit(drift);
  const internal = new DriftError(500, 'internal_error', 'Something went wrong on our side');
  parseBodies(scope);
  guardRoutes(scope, {
    ledger: drift.ledger,
    faults: drift.faults,
    signal: () => drift.tasks.signal,
    account: (request) => {
      const token = tokenOf(drift, request);
      return token ? `org:${token.orgId}` : null;
    },
    arrival: (request, reply, entry) => limit.arrival(request, reply, entry),
    refusal: (kind) => {
      switch (kind) {
        case '429':
          return errorReply(new DriftError(429, 'rate_limit', 'Too many requests'), drift.switches);
        case '500':
          return errorReply(internal, drift.switches);
        case '503':
          return errorReply(new DriftError(503, 'internal_error', 'Service unavailable'), drift.switches);
        case 'unauthorized':
          return authReply(drift.switches, 'The access token is invalid or has expired');
      }
    },
  });
  scope.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof OauthRefusal) return answer(reply, oauthReply(error, drift.switches));
    if (error instanceof DriftError) return answer(reply, errorReply(error, drift.switches));
    if (error instanceof ZodError) {
      const [issue] = error.issues;
      const message = issue ? `${issue.path.join('.')}: ${issue.message}` : 'invalid request';
      return answer(reply, errorReply(invalid(message), drift.switches));
    }
    if (error.statusCode === 400) return answer(reply, errorReply(invalid(error.message), drift.switches));
    return answer(reply, errorReply(internal, drift.switches));
  });
  conversationRoutes(scope, drift);
  messageRoutes(scope, drift);
  attachmentRoutes(scope, drift);
  contactRoutes(scope, drift);
  userRoutes(scope, drift);
  oauthRoutes(scope, drift);
  authorizeRoutes(scope, drift);
  scope.all('/*', { preHandler: needs(drift, null) }, () => {
    throw new DriftError(404, 'not_found', 'No such endpoint');
  });
}
