import type { IncomingHttpHeaders } from 'node:http';
import type { NamedEvent } from '../../contracts/events.js';
import { storedVendors } from '../../contracts/stored-names.js';
import type { Edition } from '../../contracts/scopes.js';
import type { Queryable } from '../../platform/db/pool.js';
import { HttpError } from '../../platform/errors/http-error.js';
import type { ChatWebhooks, HeaderVerdict } from '../../vendors/chat.js';

/** Whose app a webhook comes from: that of the environment's org, or one that companies connect by OAuth. */
export type ChatAppKind = 'environment' | Edition;

/** An app of ours at the vendor of chats, with what proves its webhooks. */
export interface ChatAppWebhooks {
  readonly kind: ChatAppKind;
  readonly webhooks: ChatWebhooks;
}

interface AppVerdict extends ChatAppWebhooks {
  readonly verdict: HeaderVerdict;
}

/**
 * What headers and raw body prove, app by app; those that they disprove are left out. @throws HttpError forged_webhook if none is left
 */
export function checkHeaders(
  apps: readonly ChatAppWebhooks[],
  headers: IncomingHttpHeaders,
  rawBody: Buffer,
): readonly AppVerdict[] {
  const verdicts = apps
    .map((app) => ({ ...app, verdict: app.webhooks.verifyHeaders(headers, rawBody) }))
    .filter(({ verdict }) => verdict !== 'forged');
  if (verdicts.length === 0) throw new HttpError('forged_webhook');
  return verdicts;
}

/** The apps that the webhook is proved to come from: several if they share a token. @throws HttpError forged_webhook if it is none */
export function provedApps(verdicts: readonly AppVerdict[], payload: unknown): readonly ChatAppKind[] {
  const proved = verdicts.filter(({ webhooks, verdict }) =>
    webhooks.isTokenRight(payload, verdict === 'token-needed'),
  );
  if (proved.length === 0) throw new HttpError('forged_webhook');
  return proved.map(({ kind }) => kind);
}

interface KnownOrg {
  /** The app that the org is connected through; null: nobody has heard of the org. */
  readonly app: ChatAppKind | null;
  /** The environment's org is known, whichever it is. */
  readonly isEnvironmentKnown: boolean;
}

/** For so long it is not looked up again through which app an org is connected. */
const KEPT_MS = 2_000;
const MOST_KEPT = 10_000;

/** Tells whether apps vouch for an org: an app's token proves events of the orgs that are connected through it, and of no other. */
export type Vouches = (apps: readonly ChatAppKind[], orgId: number | null) => Promise<boolean>;

/** Looks in PostgreSQL, at most every two seconds for each org. */
export function createVouches(db: Queryable): Vouches {
  const kept = new Map<number, { readonly until: number; readonly known: Promise<KnownOrg> }>();
  const known = (orgId: number): Promise<KnownOrg> => {
    const now = performance.now();
    const before = kept.get(orgId);
    if (before !== undefined && before.until > now) return before.known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const looked = lookUp(db, orgId);
    kept.set(orgId, { until: now + KEPT_MS, known: looked });
    looked.catch(() => kept.delete(orgId)); // who asked is told; who comes after asks again
    return looked;
  };
  return async (apps, orgId) => {
    if (orgId === null) return true;
    const { app, isEnvironmentKnown } = await known(orgId);
    if (app !== null) return apps.includes(app);
    // Until a worker has found out which org the environment's is, it may be any that nobody has connected.
    return !isEnvironmentKnown && apps.includes('environment');
  };
}

async function lookUp(db: Queryable, orgId: number): Promise<KnownOrg> {
  const { rows } = await db.query<KnownOrg>({
    name: 'app-of-org',
    text: `SELECT (SELECT CASE source WHEN 'environment' THEN source ELSE c.edition END
              FROM orgs LEFT JOIN connections c ON c.org_id = orgs.org_id AND c.vendor = $2 WHERE orgs.org_id = $1) AS app,
            EXISTS (SELECT FROM orgs WHERE source = 'environment' AND state = 'connected') AS "isEnvironmentKnown"`,
    values: [orgId, storedVendors.chat],
  });
  return rows[0] ?? { app: null, isEnvironmentKnown: false };
}

/**
 * An event whose app does not vouch for its org: it is stored and held for an operator, and means nothing. It has a key of its own, so that
 * it never stands in the way of the real one.
 */
export const foreignEvent = (named: NamedEvent): NamedEvent => {
  const { source, orgId, type, eventId, occurredAt, raw } = named;
  const eventKey = `foreign:${named.keyWithType ?? named.eventKey}`;
  const event = { kind: 'unreadable', conversationId: null, why: 'foreign_org' } as const;
  return { source, orgId, type, eventKey, eventId, occurredAt, event, raw };
};

export const isForeign = ({ event }: NamedEvent): boolean =>
  event.kind === 'unreadable' && event.why === 'foreign_org';
