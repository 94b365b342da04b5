import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { makeToken, withdrawToken } from '../../../../operate/operations/tokens.js';
import { roles, type Role } from '../../../../orgs/people/roles.js';
import { listTokens, type TokenEntry } from '../../../../orgs/people/tokens.js';
import { duration } from '../../../../platform/config/formats.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers, madeAnswers } from './answers.js';
import { askedBy } from './asked-by.js';
import { answer, operationDone, orHttpError } from './operation-answer.js';
import { operatorHeaders, orgPath, pathId } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';

/** More than an org should have; the newest are shown. */
const SHOWN = 500;
const HOUR_MS = 3_600_000;
const LONGEST_MS = 366 * 24 * HOUR_MS;

export const roleName = z
  .enum(Object.keys(roles) as [Role, ...Role[]])
  .meta({ description: 'What its bearer may do in this org; see docs/roles.md.', examples: ['operator'] });

const entryFields = {
  id: z.int().meta({ description: 'ID of the token.', examples: [12] }),
  name: z.string().meta({ description: 'Who it is in the audit log.', examples: ['nightly report'] }),
  role: roleName,
  createdBy: z.string().meta({ description: 'Who made it.', examples: ['Kim'] }),
  createdAt: z.date(),
  expiresAt: z.date().meta({ description: 'From then on it lets nobody in.' }),
  lastUsedAt: z
    .date()
    .nullable()
    .meta({ description: 'When it was last used, to the minute; null if never.' }),
  revokedAt: z.date().nullable().meta({ description: 'When it was revoked; null if it was not.' }),
};
const list: z.ZodType<{ readonly tokens: readonly TokenEntry[] }> = z
  .object({ tokens: z.array(z.object(entryFields)) })
  .meta({ id: 'PersonalTokens', description: 'Personal tokens of an org, newest first.' });
const made: z.ZodType<TokenEntry & { readonly token: string; readonly auditId: number }> = z
  .object({
    ...entryFields,
    token: z.string().meta({ description: 'The token. It is not shown again.', examples: ['tb_…'] }),
    auditId: z.int().meta({ description: 'ID of the audit log entry.', examples: [1234] }),
  })
  .meta({ id: 'PersonalTokenMade', description: 'A new personal token.' });

const body = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .meta({ description: 'Who it is in the audit log: a person or a script.', examples: ['nightly report'] }),
  role: roleName,
  expiresIn: duration(HOUR_MS, LONGEST_MS)
    .default(90 * 24 * HOUR_MS)
    .meta({ description: 'How long it lasts, from `1h` to `366d`; `90d` if absent.', examples: ['30d'] }),
});
const inOrg = z.object({ orgId: orgPath });
const one = z.object({ orgId: orgPath, id: pathId('ID of the token.') });

/** Personal tokens of an org: bearer tokens for scripts and people, each with one role there. */
export function tokenRoutes(scope: AdminScope, { pool }: AdminContext): void {
  scope.get(
    '/orgs/:orgId/tokens',
    {
      config: needs('see_people', 'path'),
      schema: {
        operationId: 'listTokens',
        tags: ['people'],
        summary: 'List the personal tokens of an org',
        description: 'Shows who has one and when it was last used, never the token itself.',
        params: inOrg,
        response: answers('The tokens.', list, 'bad_request', 'not_found'),
      },
    },
    async (request) => ({ tokens: await listTokens(pool, orgIn(request), SHOWN) }),
  );

  scope.post(
    '/orgs/:orgId/tokens',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'createToken',
        tags: ['people'],
        summary: 'Make a personal token for an org',
        description: 'The token is in this response and is never shown again.',
        params: inOrg,
        headers: operatorHeaders,
        body,
        response: madeAnswers(
          'The token.',
          made,
          'bad_request',
          'not_found',
          'conflict',
          'malformed_body',
          'body_too_large',
        ),
      },
    },
    async (request, reply) => {
      const { name, role, expiresIn } = request.body;
      const wanted = { orgId: orgIn(request), name, role, lastsMs: expiresIn };
      const { done, token, entry } = await orHttpError(makeToken(pool, askedBy(request), wanted));
      return reply.code(201).send({ ...entry, token, auditId: done.auditId });
    },
  );

  scope.delete(
    '/orgs/:orgId/tokens/:id',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'revokeToken',
        tags: ['people'],
        summary: 'Revoke a personal token',
        description: 'From now on it lets nobody in, and console sessions that began with it are over.',
        params: one,
        headers: operatorHeaders,
        response: answers('The result.', operationDone, 'bad_request', 'not_found', 'conflict'),
      },
    },
    (request) => answer(withdrawToken(pool, askedBy(request), orgIn(request), request.params.id)),
  );
}

/** The org of the path, as the guard has checked it. */
export function orgIn(request: FastifyRequest): number {
  const { orgId } = grantOf(request);
  if (orgId === null) throw new Error('the guard has let a path without an org through');
  return orgId;
}
