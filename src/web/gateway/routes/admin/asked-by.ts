import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Asked } from '../../../../contracts/operator.js';

/** The operator, from the header `X-Operator`, and the ID of the request, from `Idempotency-Key`. */
export function askedBy({ headers }: FastifyRequest): Asked {
  const header = (name: string) => [headers[name]].flat()[0];
  return {
    operator: { name: header('x-operator') ?? 'admin', via: 'api' },
    requestId: header('idempotency-key') ?? randomUUID(),
  };
}
