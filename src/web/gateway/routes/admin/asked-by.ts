import { createHash, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Asked } from '../../../../contracts/operator.js';
import { grantOf } from '../../../access/grant.js';

/**
 * Who asks, and the ID of the request, from `Idempotency-Key`. With ADMIN_TOKEN the header `X-Operator` names the operator; with a personal
 * token its own name counts, and its keys are its own: nobody gets an answer by somebody else's key.
 */
export function askedBy(request: FastifyRequest): Asked {
  const { caller } = grantOf(request);
  const key = [request.headers['idempotency-key']].flat()[0];
  return {
    operator: { name: caller.name, via: 'api' },
    requestId: key === undefined ? randomUUID() : caller.roles === null ? key : ownKey(caller.id, key),
  };
}

const ownKey = (callerId: string, key: string): string =>
  createHash('sha256').update(`${callerId} ${key}`).digest('hex');
