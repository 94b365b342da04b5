import type { FastifyError, FastifyInstance } from 'fastify';
import { z, ZodError } from 'zod';
import { parseBodies } from './body-parsers.js';
import { streamChanges } from './change-stream.js';
import { faultRuleSchema } from './faults.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';

/** The actions that both simulators offer to people and tests; each adds its own routes. */
export interface Controllable {
  ledger: Ledger;
  faults: Faults;
  switches: object;
  setSwitches(part: object): object;
  state(): unknown;
  summary(): unknown;
  redeliver(which: number | 'all'): number;
  flush(): Promise<void>;
  reset(): Promise<void>;
  onChange(listener: () => void): () => void;
}

/** The control API rejects the request: an unknown ID or an invalid value. Becomes a 400 or 404. */
export class ControlError extends Error {
  readonly statusCode: number;

  constructor(message: string, statusCode = 400) {
    super(message);
    this.statusCode = statusCode;
  }
}

const redeliverSchema = z.union([
  z.strictObject({ eventSeq: z.number().int() }),
  z.strictObject({ all: z.literal(true) }),
]);
const sinceSchema = z.object({ since: z.coerce.number().int().nonnegative().default(0) });

/** The routes that both simulators share; bodies and answers are JSON, a refusal is `{error}`. */
export function controlRoutes(app: FastifyInstance, simulator: Controllable): void {
  parseBodies(app);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof ZodError) return reply.status(400).send({ error: z.prettifyError(error) });
    return reply.status(error.statusCode ?? 500).send({ error: error.message });
  });
  app.get('/state', () => simulator.state());
  app.get('/ledger', (request) => {
    const { since } = sinceSchema.parse(request.query);
    return { entries: simulator.ledger.entries(since), lastSeq: simulator.ledger.lastSeq };
  });
  app.get('/switches', () => simulator.switches);
  app.put('/switches', (request) => simulator.setSwitches(z.looseObject({}).parse(request.body)));
  app.get('/faults', () => ({ rules: simulator.faults.list() }));
  app.post('/faults', (request) => simulator.faults.add(faultRuleSchema.parse(request.body)));
  app.put('/faults', (request) => {
    const given = z.union([z.array(faultRuleSchema), z.strictObject({ rules: z.array(faultRuleSchema) })]);
    const rules = given.parse(request.body);
    return { rules: simulator.faults.replace(Array.isArray(rules) ? rules : rules.rules) };
  });
  app.delete('/faults', () => ({ removed: simulator.faults.clear() }));
  app.delete<{ Params: { id: string } }>('/faults/:id', (request) => ({
    removed: simulator.faults.clear(request.params.id),
  }));
  app.post('/webhooks/redeliver', (request) => {
    const which = redeliverSchema.parse(request.body);
    return { redelivered: simulator.redeliver('all' in which ? 'all' : which.eventSeq) };
  });
  app.post('/webhooks/flush', async () => {
    await simulator.flush();
    return { flushed: true };
  });
  app.post('/reset', async () => {
    await simulator.reset();
    return { reset: true };
  });
  app.get('/stream', (_request, reply) => {
    streamChanges(
      reply,
      (listener) => simulator.onChange(listener),
      () => simulator.summary(),
    );
  });
}
