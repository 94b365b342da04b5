import { z } from 'zod';
import { listParked, type ParkedEntry } from '../../../../records/ledger/parked.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers } from './answers.js';
import { conversationId, orgId, sendId } from './fields.js';
import type { AdminContext, AdminScope } from './scope.js';

const PAGE = 100;

type Medium = ParkedEntry['medium'];
type Purpose = ParkedEntry['purpose'];
type State = ParkedEntry['state'];

const entry: z.ZodType<ParkedEntry> = z.object({
  id: sendId,
  orgId,
  conversationId,
  medium: z.enum({ sms: 'sms', chat: 'chat', note: 'note' } satisfies { [M in Medium]: M }).meta({
    description: '`sms`: a text; `chat`: a message in the chat; `note`: a private note in the chat.',
  }),
  purpose: z.enum({ follow_up: 'follow_up', relay: 'relay', notice: 'notice' } satisfies {
    [P in Purpose]: P;
  }),
  state: z
    .enum({
      intended: 'intended',
      sending: 'sending',
      ambiguous: 'ambiguous',
      accepted: 'accepted',
      sent: 'sent',
      delivered: 'delivered',
      undelivered: 'undelivered',
      failed: 'failed',
      refused: 'refused',
      parked: 'parked',
    } satisfies { [S in State]: S })
    .meta({ description: 'State of the send; on this list `parked`, `sending`, `ambiguous` or `refused`.' }),
  attempts: z.int().meta({ description: 'Number of attempts to send it.', examples: [1] }),
  attemptedAt: z.date().nullable().meta({ description: 'When the last attempt began.' }),
  errorCode: z
    .string()
    .nullable()
    .meta({
      description: 'Why the vendor refused it: its own code, or `http_` and the HTTP status.',
      examples: ['http_403'],
    }),
});

const list: z.ZodType<{ readonly parked: readonly ParkedEntry[] }> = z
  .object({ parked: z.array(entry) })
  .meta({
    id: 'ParkedSends',
    description:
      "Sends that wait for an operator: their outcome is unknown, or they are a visitor's words that Drift refused.",
  });

export function parkedRoute(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/parked',
    {
      config: needs('see_waiting'),
      schema: {
        operationId: 'listParkedSends',
        tags: ['settling'],
        summary: 'List sends that wait for an operator',
        description:
          "Sends that may or may not have gone out, and visitors' words that Drift refused. The newest 100. Settle each one with `POST /admin/sends/{id}/redrive`.",
        response: answers('The sends, newest first.', list),
      },
    },
    async (request) => ({ parked: await listParked(pool, PAGE, grantOf(request).orgs) }),
  );
}
