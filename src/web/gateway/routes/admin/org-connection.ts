import { z } from 'zod';
import { editions, scopesOf, type Scope } from '../../../../contracts/scopes.js';
import { makeConnectLink, type ConnectLink } from '../../../../operate/operations/connect-link.js';
import { disconnectOrg } from '../../../../operate/operations/disconnect-org.js';
import { checkConnection, type ConnectionCheck } from '../../../../orgs/connect/check.js';
import type { Connecting } from '../../../../orgs/connect/connecting.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { KeysMissing } from '../../../../platform/secrets/key-encryption.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { wishFor } from '../connect.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { orgId } from './fields.js';
import { answer, operationDone, orHttpError } from './operation-answer.js';
import { operatorHeaders, orgPath } from './parameters.js';
import { orgIn } from './tokens.js';
import type { AdminContext, AdminScope } from './scope.js';

const body = z.strictObject({
  edition: z.enum(editions).default('write').meta({
    description: '`write`: the app that texts. `read`: the one that only reads chats.',
  }),
  orgId: z
    .int()
    .positive()
    .nullish()
    .meta({
      description:
        "Drift's ID of the only org that the link is good for; whichever org its admin approves for if absent.",
      examples: [7007],
    }),
});

const link: z.ZodType<ConnectLink> = z
  .object({
    url: z.string().meta({
      description: 'To be opened in the browser of an admin of the company’s Drift. It is not shown again.',
      examples: ['https://textback.acme.com/connect/drift?ticket=…'],
    }),
    expiresAt: z.date().meta({ description: 'From then on it leads nowhere.' }),
    auditId: z.int().meta({ description: 'ID of the audit log entry.', examples: [1234] }),
  })
  .meta({ id: 'ConnectLink', description: 'A link that connects an org.' });

const checked: z.ZodType<ConnectionCheck> = z
  .object({
    orgId,
    edition: z.enum(editions),
    isGood: z.boolean().meta({ description: 'Drift takes the token, and it is this org’s.' }),
    why: z.string().nullable().meta({ description: 'Why not; null if it is.' }),
    scopes: z.array(z.string()).meta({ description: 'What Drift grants.', examples: [['contact_read']] }),
    missing: z
      .array(z.enum(scopesOf('write', 'all') as [Scope, ...Scope[]]))
      .meta({ description: 'Needed by the edition and not granted.' }),
    people: z
      .int()
      .nullable()
      .meta({ description: 'How many people Drift lists; null: it does not.', examples: [12] }),
    peopleWhy: z.string().nullable().meta({ description: 'Why it does not.' }),
    tookMs: z.int().meta({ description: 'How long Drift took.', examples: [180] }),
    callsPerSecond: z.int().meta({ description: 'Calls that are allowed now.', examples: [10] }),
  })
  .meta({ id: 'ConnectionCheck', description: 'A look at the connection of an org.' });
const inOrg = z.object({ orgId: orgPath });

/** Connecting orgs, for those who run them. */
export function orgConnectionRoutes(scope: AdminScope, { pool, connecting }: AdminContext): void {
  scope.post(
    '/orgs/connect',
    {
      config: needs('manage_org', 'body'),
      schema: {
        operationId: 'makeConnectLink',
        tags: ['orgs'],
        summary: 'Make a link that connects an org',
        description:
          'The link begins at Textback, asks for approval in Drift and comes back. It is good once and for ten minutes, in any browser.',
        headers: operatorHeaders,
        body,
        response: answers(
          'The link.',
          link,
          'bad_request',
          'not_found',
          'conflict',
          'encryption_keys_missing',
          'malformed_body',
          'body_too_large',
        ),
      },
    },
    async (request) => {
      const { edition, orgId: only = null } = request.body;
      const wish = wishFor(grantOf(request).caller, { edition, orgId: only });
      const { beginUrl, apps, hasKeys } = able(connecting);
      if (apps[edition] === null)
        throw new HttpError('not_found', `this installation has no Drift app of the ${edition} edition`);
      if (!hasKeys) throw new HttpError('encryption_keys_missing', new KeysMissing().message);
      return orHttpError(makeConnectLink(pool, askedBy(request), wish, beginUrl()));
    },
  );

  scope.post(
    '/orgs/:orgId/disconnect',
    {
      config: needs('manage_org', 'path'),
      schema: {
        operationId: 'disconnectOrg',
        tags: ['orgs'],
        summary: 'Disconnect an org',
        description:
          'Takes our app out of its Drift account and wipes its tokens, which happens though Drift does not answer; the result says so. Its records stay.',
        params: inOrg,
        headers: operatorHeaders,
        response: answers('The result.', operationDone, 'bad_request', 'not_found', 'conflict'),
      },
    },
    (request) => answer(disconnectOrg(able(connecting), askedBy(request), orgIn(request))),
  );

  scope.post(
    '/orgs/:orgId/check',
    {
      config: needs('manage_org', 'path'),
      schema: {
        operationId: 'checkOrg',
        tags: ['orgs'],
        summary: 'Check the connection of an org',
        description:
          'Asks Drift by two calls of the org whether it takes the token, for which scopes, and who is there.',
        params: inOrg,
        response: answers('What was found.', checked, 'bad_request', 'not_found', 'conflict'),
      },
    },
    async (request) => {
      const found = await checkConnection(able(connecting), orgIn(request));
      if (found === null)
        throw new HttpError(
          'conflict',
          'the org is not connected by OAuth: its credentials stand in the configuration',
        );
      return found;
    },
  );
}

export function able(connecting: Connecting | undefined): Connecting {
  if (connecting === undefined) throw new HttpError('not_found');
  return connecting;
}
