import { z } from 'zod';
import { editions } from '../../../../contracts/scopes.js';
import { makeConnectLink, type ConnectLink } from '../../../../operate/operations/connect-link.js';
import type { Connecting } from '../../../../orgs/connect/connecting.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { KeysMissing } from '../../../../platform/secrets/key-encryption.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { wishFor } from '../connect.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { orHttpError } from './operation-answer.js';
import { operatorHeaders } from './parameters.js';
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
      const { edition, orgId = null } = request.body;
      const wish = wishFor(grantOf(request).caller, { edition, orgId });
      const { beginUrl, apps, hasKeys } = able(connecting);
      if (apps[edition] === null)
        throw new HttpError('not_found', `this installation has no Drift app of the ${edition} edition`);
      if (!hasKeys) throw new HttpError('encryption_keys_missing', new KeysMissing().message);
      return orHttpError(makeConnectLink(pool, askedBy(request), wish, beginUrl()));
    },
  );
}

export function able(connecting: Connecting | undefined): Connecting {
  if (connecting === undefined) throw new HttpError('not_found');
  return connecting;
}
