import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { controlRoutes } from '../shared/control.js';
import type { TwilioSimulator } from './simulator.js';
import { statuses } from './types.js';

const phone = z.string().regex(/^\+[1-9]\d{1,14}$/, 'a number in E.164, such as +14155552671');
const inboundBody = z.strictObject({
  from: phone,
  to: phone.optional(),
  body: z.string().default(''),
  media: z
    .array(z.strictObject({ contentType: z.string(), url: z.url().optional(), data: z.base64().optional() }))
    .optional(),
  optOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
  extra: z.record(z.string(), z.string()).optional(),
});
const code = z.number().int().positive();
const outcome = z.union([
  z.strictObject({ refuse: code }),
  z.strictObject({ status: z.enum(['failed', 'undelivered']), errorCode: code }),
]);
const outcomeBody = z.strictObject({ to: z.union([phone, z.literal('next')]), outcome: outcome.nullable() });

/** The phones, and the knobs of the simulator, over HTTP; thin over TwilioSimulator. */
export function twilioControl(app: FastifyInstance, twilio: TwilioSimulator): void {
  controlRoutes(app, twilio);
  app.post('/inbound', (request) => twilio.text(inboundBody.parse(request.body)));
  app.post<{ Params: { sid: string } }>('/messages/:sid/status', (request) => {
    const given = z
      .strictObject({ status: z.enum(statuses), errorCode: code.optional() })
      .parse(request.body);
    return twilio.setStatus(request.params.sid, given.status, given.errorCode);
  });
  app.put('/outcomes', (request) => {
    const given = outcomeBody.parse(request.body);
    twilio.setOutcome(given.to, given.outcome);
    return given;
  });
  app.delete('/outcomes', () => {
    twilio.clearOutcomes();
    return { cleared: true };
  });
}
