import type { Queryable } from '../platform/db/pool.js';
import { getOrg, listOrgs, type Org } from './registry/registry.js';

/** For so long an org is not looked up again. */
const KEPT_MS = 2_000;

/**
 * Whose org it is.
 * - `environment`: the environment's credentials are for it
 * - `oauth`: it has installed our app, and is connected or has to connect again
 * - `nobody`: it has never been connected, or is disconnected: nothing is done for it
 */
export type Served = 'environment' | 'oauth' | 'nobody';

export interface ServedOrgs {
  served(orgId: number): Promise<Served>;
  /** All orgs that something is done for. */
  list(): Promise<number[]>;
}

/**
 * The orgs that this installation works for. `environmentOrg`: null until it is known; until then the environment's credentials stand for
 * whichever org is asked for and has not connected itself, since all its events come from the environment's app.
 */
export function createServedOrgs(db: Queryable, environmentOrg: () => Promise<number | null>): ServedOrgs {
  const kept = new Map<number, { readonly until: number; readonly org: Org | null }>();
  const find = async (orgId: number): Promise<Org | null> => {
    const now = performance.now();
    const known = kept.get(orgId);
    if (known !== undefined && known.until > now) return known.org;
    const org = await getOrg(db, orgId);
    kept.set(orgId, { until: now + KEPT_MS, org });
    return org;
  };
  return {
    async served(orgId) {
      const own = await environmentOrg();
      if (own === orgId) return 'environment';
      const org = await find(orgId);
      if (org?.source === 'oauth') return org.state === 'disconnected' ? 'nobody' : 'oauth';
      return own === null ? 'environment' : 'nobody';
    },
    async list() {
      const own = await environmentOrg();
      const others = (await listOrgs(db)).filter(
        ({ orgId, source, state }) => orgId !== own && source === 'oauth' && state === 'connected',
      );
      return [...(own === null ? [] : [own]), ...others.map(({ orgId }) => orgId)];
    },
  };
}
