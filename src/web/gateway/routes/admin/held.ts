import { z } from 'zod';
import { listHeld, type HeldPage } from '../../../../records/inbox/held.js';
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
        eventKey: z.string().meta({ description: 'What makes two deliveries the same event.' }),
        detail: z.string().nullable().meta({ description: 'Why it is held.' }),
        receivedAt: z.date().meta({ description: 'When the webhook arrived.' }),
      }),
    ),
    next,
  })
  .meta({ id: 'HeldEvents', description: 'Events that could not be placed.' });

export function heldRoute(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/held',
    {
      schema: {
        operationId: 'listHeldEvents',
        tags: ['settling'],
        summary: 'Events that could not be placed',
        description: 'Newest first, 50 a page. Reprocess each, or put it aside.',
        querystring: z.object({
          before: idText('the ID of a held event', 'Only events older than this one: `next` of a page.'),
        }),
        response: answers('A page of events.', page, 'bad_request'),
      },
    },
    ({ query: { before } }) => listHeld(pool, { before, limit: PAGE }),
  );
}
