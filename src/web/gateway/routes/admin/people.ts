import { z } from 'zod';
import {
  changeRole,
  INVITATION_LASTS,
  invite,
  removePerson,
  withdrawInvite,
} from '../../../../operate/operations/people.js';
import { listInvitations, type Invitation } from '../../../../orgs/people/invitations.js';
import { listMembers, type Member } from '../../../../orgs/people/members.js';
import { duration } from '../../../../platform/config/formats.js';
import { needs } from '../../../access/access.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { answer, operationDone } from './operation-answer.js';
import { operatorHeaders, orgPath, pathId } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';
import { orgIn, roleName } from './tokens.js';

const HOUR_MS = 3_600_000;

const member: z.ZodType<Member> = z.object({
  id: z.int().meta({ description: 'ID of the person.', examples: [5] }),
  email: z
    .string()
    .nullable()
    .meta({ description: 'As the OpenID provider last verified it.', examples: ['kim@acme.example'] }),
  role: roleName,
  addedBy: z.string().meta({ description: 'Who invited them.', examples: ['admin'] }),
  since: z.date().meta({ description: 'When they accepted.' }),
});
const invitation: z.ZodType<Invitation> = z.object({
  id: z.int().meta({ description: 'ID of the invitation.', examples: [12] }),
  email: z.string().meta({ description: 'Who may accept it.', examples: ['kim@acme.example'] }),
  role: roleName,
  invitedBy: z.string().meta({ description: 'Who made it.', examples: ['admin'] }),
  createdAt: z.date(),
  expiresAt: z.date().meta({ description: 'From then on nobody can accept it.' }),
});
const list: z.ZodType<{ readonly people: readonly Member[]; readonly invitations: readonly Invitation[] }> = z
  .object({ people: z.array(member), invitations: z.array(invitation) })
  .meta({ id: 'People', description: 'People of an org, and invitations that nobody has accepted.' });

export const emailAddress = z
  .email()
  .max(200)
  .meta({
    description: 'The address by which the OpenID provider knows them.',
    examples: ['kim@acme.example'],
  });

const wanted = z.strictObject({
  email: emailAddress,
  role: roleName,
  expiresIn: duration(HOUR_MS, INVITATION_LASTS.most)
    .default(INVITATION_LASTS.usually)
    .meta({ description: 'How long it stands, from `1h` to `60d`; `7d` if absent.', examples: ['7d'] }),
});
const inOrg = z.object({ orgId: orgPath });
const onePerson = z.object({ orgId: orgPath, id: pathId('ID of the person.') });
const oneInvitation = z.object({ orgId: orgPath, id: pathId('ID of the invitation.') });

/** People of an org, who sign in to the console by OIDC, and invitations to join it. */
export function peopleRoutes(scope: AdminScope, { pool, config }: AdminContext): void {
  scope.get(
    '/orgs/:orgId/people',
    {
      config: needs('see_people', 'path'),
      schema: {
        operationId: 'listPeople',
        tags: ['people'],
        summary: 'List the people of an org',
        description: 'With the invitations that can be accepted.',
        params: inOrg,
        response: answers('People and invitations.', list, 'bad_request', 'not_found'),
      },
    },
    async (request) => {
      const orgId = orgIn(request);
      const [people, invitations] = await Promise.all([
        listMembers(pool, orgId),
        listInvitations(pool, orgId),
      ]);
      return { people, invitations };
    },
  );

  scope.post(
    '/orgs/:orgId/invitations',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'invitePerson',
        tags: ['people'],
        summary: 'Invite somebody into an org',
        description:
          'Whoever signs in to the console by OIDC with this address, verified by the provider, gets the role; once. Textback sends no e-mail: tell them. It stands in for an earlier invitation to the address.',
        params: inOrg,
        headers: operatorHeaders,
        body: wanted,
        response: answers(
          'The result.',
          operationDone,
          'bad_request',
          'not_found',
          'conflict',
          'malformed_body',
          'body_too_large',
        ),
      },
    },
    (request) => {
      const { email, role, expiresIn } = request.body;
      const { oidc } = config;
      const made = invite(
        pool,
        askedBy(request),
        { orgId: orgIn(request), email, role, lastsMs: expiresIn },
        oidc !== null,
      );
      return answer(made.then(({ done }) => done));
    },
  );

  scope.delete(
    '/orgs/:orgId/invitations/:id',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'withdrawInvitation',
        tags: ['people'],
        summary: 'Withdraw an invitation',
        description: 'From now on nobody can accept it.',
        params: oneInvitation,
        headers: operatorHeaders,
        response: answers('The result.', operationDone, 'bad_request', 'not_found', 'conflict'),
      },
    },
    (request) => answer(withdrawInvite(pool, askedBy(request), orgIn(request), request.params.id)),
  );

  scope.patch(
    '/orgs/:orgId/people/:id',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'changeRole',
        tags: ['people'],
        summary: "Change a person's role in an org",
        description: 'It counts from the next request on, in sessions that are open too.',
        params: onePerson,
        headers: operatorHeaders,
        body: z.strictObject({ role: roleName }),
        response: answers(
          'The result.',
          operationDone,
          'bad_request',
          'not_found',
          'conflict',
          'malformed_body',
          'body_too_large',
        ),
      },
    },
    (request) => {
      const { id: personId } = request.params;
      const { role } = request.body;
      return answer(changeRole(pool, askedBy(request), orgIn(request), { personId, role }));
    },
  );

  scope.delete(
    '/orgs/:orgId/people/:id',
    {
      config: needs('manage_people', 'path'),
      schema: {
        operationId: 'removePerson',
        tags: ['people'],
        summary: 'Remove a person from an org',
        description: 'From now on the org does not exist for them, in sessions that are open too.',
        params: onePerson,
        headers: operatorHeaders,
        response: answers('The result.', operationDone, 'bad_request', 'not_found', 'conflict'),
      },
    },
    (request) => answer(removePerson(pool, askedBy(request), orgIn(request), request.params.id)),
  );
}
