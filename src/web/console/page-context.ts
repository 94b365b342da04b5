import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queryable } from '../../platform/db/pool.js';
import { measureWorkers } from '../../platform/leases/heartbeats.js';
import { countHeld } from '../../records/inbox/held.js';
import { countParked } from '../../records/ledger/parked.js';
import { listPauses, type Pause } from '../../operate/operations/pauses.js';
import { operationResults } from '../../operate/operations/results.js';
import { authorise, orgsWhere, seenOrgs } from '../../orgs/people/authorise.js';
import type { Action } from '../../orgs/people/roles.js';
import { grantOf } from '../access/grant.js';
import type { ConsoleContext } from './context.js';
import { listOrgs } from './data/orgs.js';
import { ownerOfForms, sessionOf } from './session.js';

/** What every page shows around its content, and what its forms need. */
export interface PageContext {
  /** Who is signed in. */
  readonly operator: string;
  /** Whether they may take this action: in this org; null: everywhere; if omitted, in any org. Pages offer nothing else. */
  readonly may: (action: Action, orgId?: number | null) => boolean;
  /** They see conversations of several orgs, so that links have to say which. */
  readonly seesSeveralOrgs: boolean;
  /** For the hidden field `_csrf` of every form. */
  readonly csrf: string;
  readonly held: number;
  readonly parked: number;
  readonly pauses: readonly Pause[];
  /** A worker is polling Temporal, which answers. */
  readonly isWorking: boolean;
  /** What came of the form that led here; null where none did. */
  readonly said: string | null;
  /** The page was asked for at this time. Milliseconds since the epoch. */
  readonly now: number;
  /** IANA time zone of all times shown. */
  readonly zone: string;
}

/** Reads what surrounds a page. The asker is signed in. */
export async function readPageContext(
  { pool, config }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PageContext> {
  const now = Date.now();
  const session = sessionOf(request);
  const { caller } = grantOf(request);
  const waiting = orgsWhere(caller, 'see_waiting');
  const [held, parked, pauses, workers, several] = await Promise.all([
    countHeld(pool, waiting),
    countParked(pool, waiting),
    listPauses(pool, config.caps.firstTextsPerHour, orgsWhere(caller, 'see_pauses')),
    measureWorkers(pool),
    seesSeveralOrgs(pool, request),
  ]);
  const isWorking = workers.count > 0;
  const csrf = reply.generateCsrf({ userInfo: ownerOfForms(session) });
  const zone = config.behaviour.defaultTimeZone;
  return {
    operator: caller.name,
    may: (action, orgId) =>
      orgId === undefined
        ? orgsWhere(caller, action)?.length !== 0
        : authorise(caller, action, orgId) === 'allowed',
    seesSeveralOrgs: several,
    csrf,
    held,
    parked: parked.all,
    pauses,
    isWorking,
    said: whatCameOfIt(request.query),
    now,
    zone,
  };
}

/** Whether the asker sees conversations of several orgs. */
export const seesSeveralOrgs = async (pool: Queryable, request: FastifyRequest): Promise<boolean> =>
  (await listOrgs(pool, seenOrgs(grantOf(request).caller))).length > 1;

/** One per form: a form sent twice runs once. */
export const newRequestId = (): string => randomUUID();

/** URLs carry only codes; the words are ours. */
function whatCameOfIt(query: unknown): string | null {
  const { done, again } = query as { readonly done?: unknown; readonly again?: unknown };
  if (typeof done !== 'string' || !Object.hasOwn(operationResults, done)) return null;
  const words = operationResults[done as keyof typeof operationResults];
  return again === undefined ? words : `${words} (This form was sent twice; the operation ran once.)`;
}
