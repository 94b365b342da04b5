import { missingScopes, type Edition, type Scope } from '../../contracts/scopes.js';
import { storedVendors } from '../../contracts/stored-names.js';
import { OauthError } from '../../platform/errors/oauth-error.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { readAllowed } from '../../platform/rate-limit/learned-limit.js';
import type { AccessToken } from '../../vendors/access-token.js';
import type { ChatOauth } from '../../vendors/chat-oauth.js';
import { getConnection, noteScopes } from '../connections/connection-store.js';
import type { Connecting } from './connecting.js';

/** What a look at an org's connection has shown. */
export interface ConnectionCheck {
  readonly orgId: number;
  readonly edition: Edition;
  /** The vendor takes the token, and it is this org's. */
  readonly isGood: boolean;
  /** Why not; null if it is. */
  readonly why: string | null;
  readonly scopes: readonly string[];
  /** Needed by the edition and not granted. */
  readonly missing: readonly Scope[];
  /** How many people of the org the vendor lists; null: it does not. */
  readonly people: number | null;
  readonly peopleWhy: string | null;
  readonly tookMs: number;
  /** Calls per second that are allowed now. */
  readonly callsPerSecond: number;
}

type Deps = Pick<Connecting, 'pool' | 'apps' | 'tokens' | 'callsPerSecond'>;

/** Asks the vendor, by two calls of the org's own, whether its connection works. Null: the org has none. */
export async function checkConnection(deps: Deps, orgId: number): Promise<ConnectionCheck | null> {
  const { pool, apps, tokens } = deps;
  const connection = await getConnection(pool, orgId);
  if (connection === null) return null;
  const { edition } = connection;
  const since = performance.now();
  const owner = { account: orgId, vendor: storedVendors.chat, limit: deps.callsPerSecond };
  const callsPerSecond = await readAllowed(pool, owner);
  const result = (found: Partial<ConnectionCheck> & Pick<ConnectionCheck, 'isGood' | 'why'>) => ({
    orgId,
    edition,
    scopes: connection.scopes,
    missing: missingScopes(edition, found.scopes ?? connection.scopes),
    people: null,
    peopleWhy: null,
    tookMs: Math.round(performance.now() - since),
    callsPerSecond,
    ...found,
  });
  const app = apps[edition];
  if (app === null)
    return result({ isGood: false, why: 'the app that it is connected through is not configured here' });
  try {
    const { token, info } = await ask(app, tokens.tokenOf(orgId));
    if (info.orgId !== orgId) return result({ isGood: false, why: `its token opens org ${info.orgId}` });
    await noteScopes(pool, orgId, info.scopes);
    const people = await app.countPeople(token).catch(wordsOf);
    return result({
      isGood: true,
      why: null,
      scopes: info.scopes,
      people: typeof people === 'number' ? people : null,
      peopleWhy: typeof people === 'number' ? null : people,
    });
  } catch (error) {
    return result({ isGood: false, why: wordsOf(error) });
  }
}

/** As any call of the org: where its token is refused, once more with another one. */
async function ask(app: ChatOauth, access: AccessToken) {
  const token = await access.get();
  try {
    return { token, info: await app.tokenInfo(token) };
  } catch (error) {
    if (!(error instanceof OauthError) || error.failure !== 'refused') throw error;
    const other = await access.renew(token);
    if (other === null) throw error;
    return { token: other, info: await app.tokenInfo(other) };
  }
}

/** Our own errors hold no token. */
function wordsOf(error: unknown): string {
  if (error instanceof OauthError || error instanceof VendorError) return error.message;
  throw error;
}
