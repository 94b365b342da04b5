import { z } from 'zod';
import { listAudit, type AuditEntry } from '../../../../operate/operations/audit.js';
import { listPauses, type Pause } from '../../../../operate/operations/pauses.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
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
  operator: z.string().meta({ description: 'The operator, as they named themselves.', examples: ['Kim'] }),
  via: z.enum({ console: 'console', api: 'api', command: 'command', system: 'system' } satisfies {
    [V in Via]: V;
  }),
  operation: z.enum({
    reprocess_event: 'reprocess_event',
    put_aside_event: 'put_aside_event',
    reprocess_conversation: 'reprocess_conversation',
    redrive_send: 'redrive_send',
    confirm_phone: 'confirm_phone',
    unconfirm_phone: 'unconfirm_phone',
    undo_opt_out: 'undo_opt_out',
    export_history: 'export_history',
    create_token: 'create_token',
    revoke_token: 'revoke_token',
    make_connect_link: 'make_connect_link',
    connect_org: 'connect_org',
    disconnect_org: 'disconnect_org',
    invite_person: 'invite_person',
    withdraw_invitation: 'withdraw_invitation',
    accept_invitation: 'accept_invitation',
    change_role: 'change_role',
    remove_person: 'remove_person',
    sign_in: 'sign_in',
    pause: 'pause',
    resume: 'resume',
    change_org_state: 'change_org_state',
    change_settings: 'change_settings',
  } satisfies { [O in Operation]: O }),
  orgId: orgId.nullable(),
  conversationId: conversationId.nullable(),
  target: z.string().meta({
    description: 'The event, conversation, send or org that the operation was applied to.',
    examples: ['conversation 4113510502'],
  }),
  result: operationResult,
});

const page: z.ZodType<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }> = z
  .object({ entries: z.array(entry), next })
  .meta({ id: 'AuditLog', description: 'Operations by operators.' });

const pauses: z.ZodType<{ readonly pauses: readonly Pause[] }> = z
  .object({
    pauses: z.array(
      z.object({
        orgId: orgId
          .nullable()
          .meta({ description: 'The paused org; null if all orgs are paused.', examples: [7007] }),
        of: z.enum(['texts', 'first_texts']).meta({
          description:
            'What does not go out. `texts`: any text. `first_texts`: first texts only, because their budget for the hour is spent.',
        }),
        why: z.string().meta({ description: 'The reason.', examples: ['a wrong template'] }),
        by: z.string().meta({
          description: 'The operator who paused, as they named themselves; `Textback` if nobody did.',
          examples: ['Kim'],
        }),
        since: z.date().meta({ description: 'When the pause began.' }),
      }),
    ),
  })
  .meta({ id: 'Pauses', description: 'Orgs whose texts are paused.' });

export function auditRoutes(scope: AdminScope, { pool, config }: AdminContext): void {
  scope.get(
    '/audit',
    {
      config: needs('see_audit'),
      schema: {
        operationId: 'listAuditLog',
        tags: ['records'],
        summary: 'List the audit log',
        description:
          'Everything that operators did in the console, by the API or on the command line, and each change in the state of an org. Newest first, 50 per page.',
        querystring: z.object({
          before: idText(
            'an ID',
            'Return only entries older than this ID. Pass `next` of the previous page.',
          ),
          conversation: idText('an ID', "Return only entries about this conversation (Drift's ID)."),
        }),
        response: answers('A page of entries.', page, 'bad_request'),
      },
    },
    (request) => {
      const { before, conversation } = request.query;
      const about = conversation === null ? {} : { conversationId: conversation };
      return listAudit(pool, { before, limit: PAGE, ...about }, grantOf(request).orgs);
    },
  );

  scope.get(
    '/pauses',
    {
      config: needs('see_pauses'),
      schema: {
        operationId: 'listPauses',
        tags: ['sending'],
        summary: 'List pauses',
        description: 'Which orgs are paused, since when, by whom and why.',
        response: answers('The pauses; an empty list if nothing is paused.', pauses),
      },
    },
    async (request) => ({
      pauses: await listPauses(pool, config.caps.firstTextsPerHour, grantOf(request).orgs),
    }),
  );
}
