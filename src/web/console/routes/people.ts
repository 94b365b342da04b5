import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  changeRole,
  INVITATION_LASTS,
  invite,
  removePerson,
  withdrawInvite,
} from '../../../operate/operations/people.js';
import { withdrawToken } from '../../../operate/operations/tokens.js';
import { listInvitations } from '../../../orgs/people/invitations.js';
import { listMembers } from '../../../orgs/people/members.js';
import { roleNames, type Role } from '../../../orgs/people/roles.js';
import { listTokens } from '../../../orgs/people/tokens.js';
import { listOrgs as listRegistered } from '../../../orgs/registry/registry.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import { readPageContext } from '../page-context.js';
import { formOf } from '../security.js';
import { peoplePage } from '../views/people-page.js';
import { act } from './act.js';
import { HTML, idOf } from './params.js';

const PAGE = '/console/people';
const TOKENS = 100;

type InOrg = { Params: { orgId: string } };
type OneInOrg = { Params: { orgId: string; id: string } };

/** GET /console/people: people, invitations and personal tokens of each org; and the forms that change them. */
export function peopleRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool, config } = context;
  const hasProvider = config.oidc !== null;

  scope.get('/people', { config: needs('see_people') }, async (request, reply) => {
    const { orgs } = grantOf(request);
    const ids = orgs ?? (await listRegistered(pool)).map(({ orgId }) => orgId);
    const [pageContext, ...shown] = await Promise.all([
      readPageContext(context, request, reply),
      ...ids.map(async (orgId) => ({
        orgId,
        members: await listMembers(pool, orgId),
        invitations: await listInvitations(pool, orgId),
        tokens: (await listTokens(pool, orgId, TOKENS)).filter(
          ({ revokedAt, expiresAt }) => revokedAt === null && expiresAt.getTime() > Date.now(),
        ),
      })),
    ]);
    return reply.type(HTML).send(peoplePage(pageContext, shown, hasProvider));
  });

  scope.post<InOrg>(
    '/people/:orgId/invitations',
    { config: needs('manage_people', 'path') },
    async (request, reply) => {
      const email = z.email().max(200).safeParse(formOf(request.body)['email']?.trim());
      if (!email.success) throw new HttpError('bad_request', 'Enter an e-mail address.');
      const wanted = {
        orgId: idOf(request.params.orgId),
        email: email.data,
        role: roleOf(request),
        lastsMs: INVITATION_LASTS.usually,
      };
      return act(
        request,
        reply,
        PAGE,
        async (asked) => (await invite(pool, asked, wanted, hasProvider)).done,
      );
    },
  );

  scope.post<OneInOrg>(
    '/people/:orgId/invitations/:id/withdraw',
    { config: needs('manage_people', 'path') },
    async (request, reply) =>
      act(request, reply, PAGE, (asked) =>
        withdrawInvite(pool, asked, idOf(request.params.orgId), idOf(request.params.id)),
      ),
  );

  scope.post<OneInOrg>(
    '/people/:orgId/:id/role',
    { config: needs('manage_people', 'path') },
    async (request, reply) => {
      const change = { personId: idOf(request.params.id), role: roleOf(request) };
      return act(request, reply, PAGE, (asked) =>
        changeRole(pool, asked, idOf(request.params.orgId), change),
      );
    },
  );

  scope.post<OneInOrg>(
    '/people/:orgId/:id/remove',
    { config: needs('manage_people', 'path') },
    async (request, reply) =>
      act(request, reply, PAGE, (asked) =>
        removePerson(pool, asked, idOf(request.params.orgId), idOf(request.params.id)),
      ),
  );

  scope.post<OneInOrg>(
    '/people/:orgId/tokens/:id/revoke',
    { config: needs('manage_people', 'path') },
    async (request, reply) =>
      act(request, reply, PAGE, (asked) =>
        withdrawToken(pool, asked, idOf(request.params.orgId), idOf(request.params.id)),
      ),
  );
}

function roleOf({ body }: FastifyRequest): Role {
  const given = formOf(body)['role'];
  const role = roleNames.find((name) => name === given);
  if (role === undefined) throw new HttpError('bad_request', 'Choose a role.');
  return role;
}
