import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchemaValidationError,
  preValidationAsyncHookHandler,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { HttpError } from '../../../../platform/errors/http-error.js';
import type { AdminToken } from '../../../admin-token/admin-token.js';
import { declaresItsAction } from '../../../access/access.js';
import { requireAdmin } from '../../admin-auth.js';
import type { GatewayContext } from '../../context.js';
import type { Queryable } from '../../../../platform/db/pool.js';
import { parseJson } from '../../json-body.js';

/** Dependencies of the routes; none of them reaches Temporal, Drift or Twilio. */
export type AdminContext = Pick<GatewayContext, 'config' | 'pool' | 'adminUrl' | 'connecting'>;

/** The scope in which admin routes are declared; a handler's types follow from its zod schemas. */
export type AdminScope = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/**
 * Opens a scope that guards every route declared in it: the token, and what its bearer may do, are checked before the body is read. A route
 * that does not declare what it does, by `needs`, stops the start. Requests and responses are validated against the route's schemas.
 */
export function openScope(scope: FastifyInstance, adminToken: AdminToken, db: Queryable): AdminScope {
  scope.addHook('onRoute', declaresItsAction);
  scope.addHook('onRequest', requireAdmin(adminToken, db));
  scope.addHook('preValidation', readJson);
  scope.setValidatorCompiler(validatorCompiler);
  scope.setSerializerCompiler(serializerCompiler);
  scope.setSchemaErrorFormatter(badRequest);
  return scope.withTypeProvider<ZodTypeProvider>();
}

/** A route that declares a body gets JSON, whatever the content type says; an empty body becomes an empty object. */
const readJson: preValidationAsyncHookHandler = (request) => {
  if (request.routeOptions.schema?.body !== undefined) {
    const { body } = request;
    request.body = Buffer.isBuffer(body) && body.length > 0 ? parseJson(body) : {};
  }
  return Promise.resolve();
};

/** Names the first problem: "from should be a day such as 2026-01-31". */
function badRequest([problem]: FastifySchemaValidationError[], part: string): HttpError {
  const path = problem?.instancePath.split('/').filter((step) => step !== '') ?? [];
  const name = path.length > 0 ? path.join('.') : `the ${part}`;
  const message = problem?.message ?? 'should be of another form';
  return new HttpError('bad_request', `${name}${message.startsWith('should') ? '' : ':'} ${message}`);
}
