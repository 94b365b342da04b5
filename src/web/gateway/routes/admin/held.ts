import { z } from 'zod';
import { heldCodes, type HeldCode } from '../../../../contracts/held-codes.js';
import { listHeld, type HeldPage } from '../../../../records/inbox/held.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers } from './answers.js';
import { next, orgId } from './fields.js';
import { idText } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

const PAGE = 50;

const page: z.ZodType<HeldPage> = z
  .object({
    held: z.array(
      z.object({
        id: z.int().meta({ description: 'ID of the event, for `/admin/events/{id}/...`.', examples: [1234] }),
        orgId,
        kind: z.string().meta({ examples: ['text_received'] }),
        eventKey: z
          .string()
          .meta({ description: 'The key by which repeated deliveries are recognised as one event.' }),
        detail: z.string().nullable().meta({ description: 'Why the event is held.' }),
        code: z
          .enum(Object.keys(heldCodes) as HeldCode[])
          .nullable()
          .meta({ description: 'Its kind, listed in docs/runbook.md; null where `detail` says enough.' }),
        receivedAt: z.date().meta({ description: 'When the webhook arrived.' }),
      }),
    ),
    next,
  })
  .meta({ id: 'HeldEvents', description: 'Events that Textback could not match to a conversation.' });

export function heldRoute(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/held',
    {
      config: needs('see_waiting'),
      schema: {
        operationId: 'listHeldEvents',
        tags: ['settling'],
        summary: 'List held events',
        description:
          'Events that Textback could not match to a conversation. Newest first, 50 per page. Reprocess each one, or put it aside.',
        querystring: z.object({
          before: idText(
            'the ID of a held event',
            'Return only events older than this ID. Pass `next` of the previous page.',
          ),
        }),
        response: answers('A page of events.', page, 'bad_request'),
      },
    },
    (request) => listHeld(pool, { before: request.query.before, limit: PAGE }, grantOf(request).orgs),
  );
}
