import type { FastifyInstance, FastifyRequest } from 'fastify';
import { reasons, type Reason } from '../../../contracts/reasons.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { needs } from '../../access/access.js';
import { grantOf } from '../../access/grant.js';
import type { ConsoleContext } from '../context.js';
import {
  isCursor,
  listConversations,
  type ConversationState,
  type ListAsked,
} from '../data/conversation-list.js';
import { readPageContext, seesSeveralOrgs } from '../page-context.js';
import { conversationsPage, conversationsTable } from '../views/conversations-page.js';
import { HTML, idOf, queryValue } from './params.js';

const PAGE = 50;
const STATES: readonly string[] = ['waiting', 'bridging', 'done'] satisfies ConversationState[];

/** GET /console/conversations, and /console/conversations/rows, which its script fetches to keep the list live. */
export function conversationsRoutes(scope: FastifyInstance, context: ConsoleContext): void {
  const { pool, config } = context;
  const look = async (request: FastifyRequest) => {
    const asked = { ...askedOf(request.query), orgs: grantOf(request).orgs };
    const rows = await listConversations(pool, { ...asked, limit: PAGE + 1 });
    const next = rows.length > PAGE ? (rows[PAGE - 1]?.cursor ?? null) : null;
    return { asked, rows: rows.slice(0, PAGE), next };
  };

  scope.get('/conversations', { config: needs('see_conversations') }, async (request, reply) => {
    const [pageContext, list] = await Promise.all([readPageContext(context, request, reply), look(request)]);
    const found = queryValue(request.query, 'found') !== 'nothing';
    return reply.type(HTML).send(conversationsPage(pageContext, list, found));
  });

  scope.get('/conversations/rows', { config: needs('see_conversations') }, async (request, reply) => {
    const [list, several] = await Promise.all([look(request), seesSeveralOrgs(pool, request)]);
    const seenBy = { seesSeveralOrgs: several, now: Date.now(), zone: config.behaviour.defaultTimeZone };
    return reply.type(HTML).send(conversationsTable(seenBy, list));
  });
}

function askedOf(query: unknown): Omit<ListAsked, 'limit' | 'orgs'> {
  const [state, reason, contact, phone, before] = ['state', 'reason', 'contact', 'phone', 'before'].map(
    (name) => queryValue(query, name),
  ) as [string | null, string | null, string | null, string | null, string | null];
  if (state !== null && !STATES.includes(state))
    throw new HttpError('bad_request', 'There is no such state.');
  if (reason !== null && !Object.hasOwn(reasons, reason))
    throw new HttpError('bad_request', 'There is no such reason.');
  if (phone !== null && !/^[0-9a-f]{64}$/.test(phone))
    throw new HttpError('bad_request', 'Use the search box to look for a phone number.');
  if (before !== null && !isCursor(before))
    throw new HttpError('bad_request', 'before should be a cursor from this list.');
  return {
    state: state as ConversationState | null,
    reason: reason as Reason | null,
    contact: contact === null ? null : idOf(contact),
    phone,
    before,
  };
}
