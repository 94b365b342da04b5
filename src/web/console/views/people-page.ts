import { html } from 'ghtml';
import type { Invitation } from '../../../orgs/people/invitations.js';
import type { Member } from '../../../orgs/people/members.js';
import { roles, type Role } from '../../../orgs/people/roles.js';
import type { TokenEntry } from '../../../orgs/people/tokens.js';
import { action, ACTIONS, ago, empty, listTable, time, type Markup } from '../markup/parts.js';
import type { PageContext } from '../page-context.js';
import { signedInPage } from './shell.js';

/** Who may do something in an org. */
export interface PeopleOfOrg {
  readonly orgId: number;
  readonly members: readonly Member[];
  /** Those that can be accepted. */
  readonly invitations: readonly Invitation[];
  /** Those that let somebody in. */
  readonly tokens: readonly TokenEntry[];
}

/** `hasProvider`: people can sign in by OIDC, so that somebody could accept an invitation. */
export function peoplePage(
  pageContext: PageContext,
  orgs: readonly PeopleOfOrg[],
  hasProvider: boolean,
): string {
  const main = html`
    <div class="page-head"><h1>People</h1></div>
    <p class="lead">
      Who may do what in an org is their role.
      ${
        hasProvider
          ? 'Invite people by the address that your OpenID provider knows, and tell them: Textback sends no e-mail.'
          : 'People cannot be invited, because no OpenID provider is configured (OIDC_ISSUER). Make personal tokens with the admin API.'
      }
    </p>
    !${orgs.length === 0 ? empty('There is no org yet.') : orgs.map((org) => panel(pageContext, org, hasProvider))}
  `;
  return signedInPage(pageContext, { title: 'People', path: '/console/people', main });
}

function panel(pageContext: PageContext, org: PeopleOfOrg, hasProvider: boolean): Markup {
  const { orgId, members, invitations, tokens } = org;
  const rows = [
    ...members.map((one) => memberRow(pageContext, orgId, one)),
    ...invitations.map((one) => invitationRow(pageContext, orgId, one)),
    ...tokens.map((one) => tokenRow(pageContext, orgId, one)),
  ];
  return html`<section class="panel" aria-labelledby="org-${orgId}">
    <h2 id="org-${orgId}">Org ${orgId}</h2>
    !${rows.length === 0 ? empty('Nobody but the owner of the installation.') : listTable(`People of org ${orgId}`, HEADINGS, rows)}
    !${hasProvider ? inviteAction(pageContext, orgId) : ''}
  </section>`;
}

const HEADINGS = ['Who', 'Role', 'By', 'Since', ACTIONS];

interface Row {
  readonly who: Markup;
  readonly role: Role;
  readonly by: string;
  readonly since: Date;
  readonly actions: Markup;
}

const row = ({ zone, now }: PageContext, { who, role, by, since, actions }: Row): Markup =>
  html`<tr>
    <th scope="row">!${who}</th>
    <td data-label="Role">${role}</td>
    <td data-label="By">${by}</td>
    <td data-label="Since">!${time(since, zone)} <span class="soft">${ago(since, now)}</span></td>
    <td class="row-actions">!${actions}</td>
  </tr>`;

function memberRow(pageContext: PageContext, orgId: number, member: Member): Markup {
  const { id, email, role, addedBy, since } = member;
  const name = email ?? `person ${id}`;
  const path = `/console/people/${orgId}/${id}`;
  const actions = [
    action(pageContext, {
      needs: 'manage_people',
      orgId,
      path: `${path}/role`,
      label: 'Change role…',
      explains: `The role of ${name} counts from their next request on.`,
      confirm: 'Change role',
      more: roleField(`role-${orgId}-${id}`, role),
    }),
    action(pageContext, {
      needs: 'manage_people',
      orgId,
      path: `${path}/remove`,
      label: 'Remove…',
      explains: `Org ${orgId} no longer exists for ${name}, in sessions that are open too.`,
      confirm: 'Remove',
      tone: 'bad',
    }),
  ].join(' ');
  return row(pageContext, { who: html`${name}`, role, by: addedBy, since, actions });
}

function invitationRow(pageContext: PageContext, orgId: number, invitation: Invitation): Markup {
  const { id, email, role, invitedBy, createdAt, expiresAt } = invitation;
  const actions = action(pageContext, {
    needs: 'manage_people',
    orgId,
    path: `/console/people/${orgId}/invitations/${id}/withdraw`,
    label: 'Withdraw…',
    explains: `${email} can no longer accept the invitation.`,
    confirm: 'Withdraw invitation',
    tone: 'bad',
  });
  const who = html`${email} <span class="soft">invited, until !${time(expiresAt, pageContext.zone)}</span>`;
  return row(pageContext, { who, role, by: invitedBy, since: createdAt, actions });
}

function tokenRow(pageContext: PageContext, orgId: number, token: TokenEntry): Markup {
  const { id, name, role, createdBy, createdAt, expiresAt } = token;
  const actions = action(pageContext, {
    needs: 'manage_people',
    orgId,
    path: `/console/people/${orgId}/tokens/${id}/revoke`,
    label: 'Revoke…',
    explains: `The token “${name}” lets nobody in any more, and sessions that began with it are over.`,
    confirm: 'Revoke token',
    tone: 'bad',
  });
  const who = html`${name}
    <span class="soft">personal token, until !${time(expiresAt, pageContext.zone)}</span>`;
  return row(pageContext, { who, role, by: createdBy, since: createdAt, actions });
}

function inviteAction(pageContext: PageContext, orgId: number): Markup {
  const id = `email-${orgId}`;
  return action(pageContext, {
    needs: 'manage_people',
    orgId,
    path: `/console/people/${orgId}/invitations`,
    label: 'Invite…',
    explains:
      'Whoever signs in with this address within seven days, verified by your OpenID provider, gets the role.',
    confirm: 'Invite',
    more: html`<label for="${id}">E-mail address</label>
      <input class="field" id="${id}" name="email" type="email" maxlength="200" required autocomplete="off" />
      !${roleField(`role-${orgId}`, 'agent')}`,
    tone: 'strong',
  });
}

const roleField = (id: string, chosen: Role): Markup =>
  html`<label for="${id}">Role</label>
    <select class="field" id="${id}" name="role">
      !${Object.entries(roles).map(([name, means]) => html`<option value="${name}" !${name === chosen ? 'selected' : ''}>${name}: ${means}</option>`)}
    </select>`;
