import { z } from 'zod';
import { listAudit, type AuditEntry } from '../../../../operate/operations/audit.js';
import { listPauses, type Pause } from '../../../../operate/operations/pauses.js';
import { answers } from './answers.js';
import { conversationId, next, orgId } from './fields.js';
import { operationResult } from './operation-answer.js';
import { idText } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

const PAGE = 50;

type Operation = AuditEntry['operation'];
type Via = AuditEntry['via'];

const entry: z.ZodType<AuditEntry> = z.object({
  id: z.int().meta({ description: 'ID of the entry.', examples: [1234] }),
  at: z.date(),
  operator: z.string().meta({ description: 'Who asked, by their own word.', examples: ['Kim'] }),
  via: z.enum({ console: 'console', api: 'api', command: 'command' } satisfies { [V in Via]: V }),
  operation: z.enum({
    reprocess_event: 'reprocess_event',
    put_aside_event: 'put_aside_event',
    reprocess_conversation: 'reprocess_conversation',
    redrive_send: 'redrive_send',
    export_history: 'export_history',
    pause: 'pause',
    resume: 'resume',
  } satisfies { [O in Operation]: O }),
  orgId: orgId.nullable(),
  conversationId: conversationId.nullable(),
  target: z.string().meta({ description: 'What it was done to.', examples: ['conversation 4113510502'] }),
  result: operationResult,
});

const page: z.ZodType<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }> = z
  .object({ entries: z.array(entry), next })
  .meta({ id: 'AuditLog', description: 'What operators have done.' });

const pauses: z.ZodType<{ readonly pauses: readonly Pause[] }> = z
  .object({
    pauses: z.array(
      z.object({
        orgId: orgId.nullable().meta({ description: 'Null: everywhere.', examples: [7007] }),
        why: z.string().meta({ examples: ['a wrong template'] }),
        by: z.string().meta({ description: 'Who paused, by their own word.', examples: ['Kim'] }),
        since: z.date(),
      }),
    ),
  })
  .meta({ id: 'Pauses', description: 'Where no texts go out.' });

export function auditRoutes(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/audit',
    {
      schema: {
        operationId: 'listAuditLog',
        tags: ['records'],
        summary: 'What operators have done',
        description: 'By console, API and command line; newest first, 50 a page.',
        querystring: z.object({
          before: idText('an ID', 'Only entries older than this one: `next` of a page.'),
          conversation: idText('an ID', "Only what was done to the conversation with this ID of Drift's."),
        }),
        response: answers('A page of entries.', page, 'bad_request'),
      },
    },
    ({ query: { before, conversation } }) =>
      listAudit(pool, {
        before,
        limit: PAGE,
        ...(conversation === null ? {} : { conversationId: conversation }),
      }),
  );

  scope.get(
    '/pauses',
    {
      schema: {
        operationId: 'listPauses',
        tags: ['sending'],
        summary: 'Where texts are paused',
        description: 'Since when, by whom and why.',
        response: answers('The pauses; an empty list if texts go out everywhere.', pauses),
      },
    },
    async () => ({ pauses: await listPauses(pool) }),
  );
}
