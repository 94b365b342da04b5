import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { measureWorkers } from '../../platform/leases/heartbeats.js';
import { countHeld } from '../../records/inbox/held.js';
import { countParked } from '../../records/ledger/parked.js';
import { listPauses, type Pause } from '../../operate/operations/pauses.js';
import { operationResults } from '../../operate/operations/results.js';
import type { ConsoleContext } from './context.js';
import { ownerOfForms, sessionOf } from './session.js';

/** What every page shows around its content, and what its forms need. */
export interface PageContext {
  /** Who is signed in. */
  readonly operator: string;
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
  const [held, parked, pauses, workers] = await Promise.all([
    countHeld(pool),
    countParked(pool),
    listPauses(pool, config.caps.firstTextsPerHour),
    measureWorkers(pool),
  ]);
  const isWorking = workers.count > 0;
  const csrf = reply.generateCsrf({ userInfo: ownerOfForms(session) });
  const operator = session?.caller.name ?? '';
  const zone = config.behaviour.defaultTimeZone;
  return {
    operator,
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

/** One per form: a form sent twice runs once. */
export const newRequestId = (): string => randomUUID();

/** URLs carry only codes; the words are ours. */
function whatCameOfIt(query: unknown): string | null {
  const { done, again } = query as { readonly done?: unknown; readonly again?: unknown };
  if (typeof done !== 'string' || !Object.hasOwn(operationResults, done)) return null;
  const words = operationResults[done as keyof typeof operationResults];
  return again === undefined ? words : `${words} (This form was sent twice; the operation ran once.)`;
}
