import type { FastifyError, FastifyInstance } from 'fastify';
import { parseBodies } from '../shared/body-parsers.js';
import { answer, guardRoutes } from '../shared/vendor-guard.js';
import { authenticated, credentialsOf } from './auth.js';
import { errorReply, TwilioError } from './error-codes.js';
import { lookupRoutes } from './lookup.js';
import { mediaRoutes } from './routes-media.js';
import { messageRoutes } from './routes-messages.js';
import { newSid } from './sids.js';
import type { TwilioSimulator } from './simulator.js';

/** Twilio's Messages and Media of the 2010 API and Lookup v2, at the root of the scope; all else answers 20404. */
export function twilioApi(scope: FastifyInstance, twilio: TwilioSimulator): void {
  let underWay = 0;
  parseBodies(scope);
  guardRoutes(scope, {
    ledger: twilio.ledger,
    faults: twilio.faults,
    signal: () => twilio.tasks.signal,
    account: (request) => credentialsOf(twilio.account, request),
    arrival: (request, reply) => {
      twilio.called(request.headers.host);
      underWay += 1;
      reply.raw.once('close', () => {
        underWay -= 1;
      });
      return null;
    },
    headers: () => ({
      'Twilio-Request-Id': newSid('RQ'),
      'Twilio-Concurrent-Requests': String(underWay),
      'Twilio-Request-Duration': '0.010',
    }),
    refusal: (kind) => {
      const codes = { '429': 20429, '500': 20500, '503': 20503, unauthorized: 20003 };
      return errorReply(new TwilioError(codes[kind]));
    },
  });
  scope.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof TwilioError) return answer(reply, errorReply(error));
    return answer(reply, errorReply(new TwilioError(20500)));
  });
  messageRoutes(scope, twilio);
  mediaRoutes(scope, twilio);
  lookupRoutes(scope, twilio);
  scope.all('/*', { preHandler: authenticated(twilio.account) }, (request) => {
    throw new TwilioError(20404, `The requested resource ${request.url} was not found`);
  });
}
