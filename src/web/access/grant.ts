import type { FastifyRequest } from 'fastify';
import { authorise, orgsWhere, seenOrgs, type Caller } from '../../orgs/people/authorise.js';
import { isKnownOrg } from '../../orgs/people/known-org.js';
import type { Action } from '../../orgs/people/roles.js';
import type { Orgs } from '../../platform/db/in-orgs.js';
import type { Queryable } from '../../platform/db/pool.js';
import { HttpError } from '../../platform/errors/http-error.js';
import { AmbiguousOrg, orgOfConversation } from '../../records/conversations/every-org.js';
import type { Access } from './access.js';
import { orgOfEvent, orgOfSend } from './org-of.js';
import { wholeNumber } from './whole-number.js';

/** What a request may do: decided before its body is read. */
export interface Grant {
  readonly caller: Caller;
  /** The orgs in which the caller may take the route's action. */
  readonly orgs: Orgs;
  /** The org that the path is about; null if it is about none, or about something that nobody has. */
  readonly orgId: number | null;
  /** For an org that the body names; null: the whole installation. @throws HttpError not_found, forbidden */
  readonly allow: (orgId: number | null) => void;
}

const grants = new WeakMap<FastifyRequest, Grant>();

/** Of a request that has passed the guard. */
export function grantOf(request: FastifyRequest): Grant {
  const grant = grants.get(request);
  if (grant === undefined) throw new Error('a route was reached past its guard');
  return grant;
}

/**
 * Decides whether the caller may do what the route does, and remembers it for the handler. A route that declares nothing lets nobody in.
 * @throws HttpError not_found where there is no such thing for this caller; forbidden where the role does not allow it; ambiguous_org
 */
export async function grant(db: Queryable, caller: Caller, request: FastifyRequest): Promise<Grant> {
  const { access } = request.routeOptions.config;
  if (access === undefined) throw new Error(`the route ${request.routeOptions.url ?? ''} declares no action`);
  const { action } = access;
  const orgs = orgsWhere(caller, action);
  const orgId = await orgOf(db, caller, access, request);
  if (orgId !== null) demand(caller, action, orgId);
  else if (orgs !== null && access.whose !== 'each' && access.whose !== 'body')
    throw new HttpError('not_found');
  else if (orgs?.length === 0) throw new HttpError('forbidden');
  const granted = { caller, orgs, orgId, allow: (org: number | null) => demand(caller, action, org) };
  grants.set(request, granted);
  return granted;
}

function demand(caller: Caller, action: Action, orgId: number | null): void {
  const verdict = authorise(caller, action, orgId);
  if (verdict === 'unseen') throw new HttpError('not_found');
  if (verdict === 'refused') throw new HttpError('forbidden');
}

/** The org of what the path names; null if nobody has it, which the handler tells the owner, and the guard all others. */
async function orgOf(
  db: Queryable,
  caller: Caller,
  { whose }: Access,
  request: FastifyRequest,
): Promise<number | null> {
  const params = request.params as Readonly<Record<string, string | undefined>>;
  switch (whose) {
    case 'each':
    case 'body':
      return null;
    case 'path':
      return known(db, caller, demandNumber(params['orgId']));
    case 'conversation': {
      const { org } = request.query as { readonly org?: unknown };
      const id = wholeNumber(params['id']);
      if (org !== undefined) return known(db, caller, wholeNumber(org));
      return id === null ? null : orgOfConversation(db, id, seenOrgs(caller)).catch(asHttpError);
    }
    case 'event':
    case 'send': {
      if (caller.roles === null) return null;
      const id = params['id'] ?? '';
      return whose === 'event' ? orgOfEvent(db, id) : orgOfSend(db, id);
    }
  }
}

function demandNumber(given: unknown): number {
  const number = wholeNumber(given);
  if (number === null) throw new HttpError('not_found');
  return number;
}

/** A number of another form is for the route's schema to refuse. */
async function known(db: Queryable, { roles }: Caller, orgId: number | null): Promise<number | null> {
  if (orgId !== null && roles === null && !(await isKnownOrg(db, orgId))) throw new HttpError('not_found');
  return orgId;
}

function asHttpError(error: unknown): never {
  if (error instanceof AmbiguousOrg) throw new HttpError('ambiguous_org');
  throw error;
}
