import { z } from 'zod';
import { listParked, type ParkedEntry } from '../../../../records/ledger/parked.js';
import { answers } from './answers.js';
import { conversationId, sendId } from './fields.js';
import type { AdminContext, AdminScope } from './scope.js';

const PAGE = 100;

type Medium = ParkedEntry['medium'];
type Purpose = ParkedEntry['purpose'];
type State = ParkedEntry['state'];

const entry: z.ZodType<ParkedEntry> = z.object({
  id: sendId,
  conversationId,
  medium: z
    .enum({ sms: 'sms', chat: 'chat', note: 'note' } satisfies { [M in Medium]: M })
    .meta({ description: 'A text, a message in the chat, or a private note in it.' }),
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
    .meta({ description: 'Where the send stands; on this list `parked`, `sending` or `ambiguous`.' }),
  attempts: z.int().meta({ description: 'How often it was handed to the vendor.', examples: [1] }),
  attemptedAt: z.date().nullable().meta({ description: 'When that was last begun.' }),
});

const list: z.ZodType<{ readonly parked: readonly ParkedEntry[] }> = z
  .object({ parked: z.array(entry) })
  .meta({ id: 'ParkedSends', description: 'Sends with an unknown outcome.' });

export function parkedRoute(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/parked',
    {
      schema: {
        operationId: 'listParkedSends',
        tags: ['settling'],
        summary: 'Sends that may or may not have gone out',
        description: 'The newest 100. Settle each by `POST /admin/sends/{id}/redrive`.',
        response: answers('The sends, newest first.', list),
      },
    },
    async () => ({ parked: await listParked(pool, PAGE) }),
  );
}
