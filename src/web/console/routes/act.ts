import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import type { Asked } from '../../../contracts/operator.js';
import type { Done } from '../../../operate/operations/operator.js';
import { formOf } from '../security.js';
import { grantOf } from '../../access/grant.js';

/**
 * Does what a form asks for, in the name of whoever is signed in, and leads back to `back` (one of our paths), which then
 * says what came of it.
 * @throws HttpError bad_request where the form has no request ID; what `operation` throws
 */
export async function act(
  request: FastifyRequest,
  reply: FastifyReply,
  back: string,
  operation: (asked: Asked) => Promise<Done>,
): Promise<FastifyReply> {
  const requestId = formOf(request.body)['requestId'];
  if (requestId === undefined || requestId === '')
    throw new HttpError('bad_request', 'The form has no request ID: reload the page and try again.');
  const { name } = grantOf(request).caller;
  const { result, repeated } = await operation({ operator: { name, via: 'console' }, requestId });
  const sign = back.includes('?') ? '&' : '?';
  return reply.redirect(`${back}${sign}done=${result}${repeated ? '&again=1' : ''}`, 303);
}
