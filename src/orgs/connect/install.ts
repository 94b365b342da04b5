import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingScopes, type Edition, type Scope } from '../../contracts/scopes.js';
import { appendAudit } from '../../platform/audit/audit-log.js';
import { inTransaction, type Pool } from '../../platform/db/pool.js';
import { OauthError } from '../../platform/errors/oauth-error.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { ChatOauth, TokenAnswer, TokenInfo } from '../../vendors/chat-oauth.js';
import type { OauthApps } from '../../vendors/oauth-apps.js';
import { getConnection, noteEdition, saveConnection } from '../connections/connection-store.js';
import { sealTokens } from '../connections/sealing.js';
import { connectOrg, getOrg } from '../registry/registry.js';
import type { Vault } from '../vault/vault.js';
import { endAttempt, startAttempt, type Wish } from './attempts.js';

export interface InstallDeps {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly apps: OauthApps;
  readonly log: Logger;
  /** The environment's org where the configuration names it: it may have no row yet. */
  readonly environmentOrg: number | null;
}

/** Why nothing was connected, for whoever comes back from the vendor's consent page. */
export const connectRefusals = {
  malformed: 'Drift’s answer cannot be read. Begin again.',
  unknown:
    'This attempt began in another browser, has ended already, or is older than ten minutes. Begin again.',
  denied: 'The app was not approved in Drift, so nothing was connected.',
  no_app: 'This installation has no such Drift app.',
  code_refused: 'Drift does not accept its own answer any more. Begin again.',
  app_unknown:
    'Drift does not know this installation’s app. Its operator has to check the app’s ID and secret.',
  away: 'Drift did not answer. Nothing was connected; begin again in a minute.',
  org_unclear: 'Drift does not say clearly which company this is. Nothing was connected.',
  environment:
    'This company’s credentials stand in the configuration of this installation. It has nothing to connect.',
  other_edition:
    'This company is connected through the other app. Disconnect it first, then connect it through this one.',
  other_org: 'The link was for another company than the one that was approved in Drift.',
} as const;

export type Installed =
  | {
      readonly is: 'connected';
      readonly orgId: number;
      readonly edition: Edition;
      /** Needed by the edition and not granted. */
      readonly missing: readonly Scope[];
    }
  | { readonly is: 'refused'; readonly why: keyof typeof connectRefusals };

const refused = (why: keyof typeof connectRefusals) => ({ is: 'refused', why }) as const;

/** Where the browser goes, and the cookie that it has to come back with; null: there is no app of this edition. */
export async function beginInstall(
  { pool, apps }: Pick<InstallDeps, 'pool' | 'apps'>,
  wish: Wish,
): Promise<{ readonly url: string; readonly cookie: string } | null> {
  const app = apps[wish.edition];
  if (app === null) return null;
  const { state, cookie } = await startAttempt(pool, wish);
  return { url: app.authorizeUrl(state), cookie };
}

/** An admin is back from the consent page. `query`: as it was sent. Nothing in it is looked at before the attempt is known. */
export async function finishInstall(
  deps: InstallDeps,
  query: string,
  cookie: string | null,
): Promise<Installed> {
  const { pool, apps } = deps;
  const reader = apps.write ?? apps.read;
  if (reader === null) return refused('no_app');
  const callback = reader.readCallback(query);
  if (callback.kind === 'malformed') return refused('malformed');
  if (callback.state === null) return refused('denied');
  const wish = cookie === null ? null : await endAttempt(pool, { state: callback.state, cookie });
  if (wish === null) return refused('unknown');
  if (callback.kind === 'denied') return refused('denied');
  const app = apps[wish.edition];
  if (app === null) return refused('no_app');
  try {
    const answer = await app.exchangeCode(callback.code);
    const info = await askWhose(app, answer.accessToken);
    if (answer.orgId !== null && answer.orgId !== info.orgId) return refused('org_unclear');
    return await keepOrRefuse(deps, app, wish, answer, info);
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    deps.log.warn({ code: error.code, err: error }, 'an org was not connected');
    if (error.failure === 'refused') return refused('code_refused');
    return refused(error.failure === 'misconfigured' ? 'app_unknown' : 'away');
  }
}

const ASK_PAUSES_MS = [300, 1_000] as const;

/** A code is spent by now, so that one lost answer must not cost the admin a second round. */
async function askWhose(app: ChatOauth, accessToken: string): Promise<TokenInfo> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await app.tokenInfo(accessToken);
    } catch (error) {
      const pause = ASK_PAUSES_MS[attempt];
      if (!(error instanceof OauthError) || error.failure === 'refused' || pause === undefined) throw error;
      await sleep(pause);
    }
  }
}

async function keepOrRefuse(
  deps: InstallDeps,
  app: ChatOauth,
  wish: Wish,
  answer: TokenAnswer,
  info: TokenInfo,
): Promise<Installed> {
  const { orgId, scopes } = info;
  const { edition } = wish;
  const why = await whyNot(deps, wish, orgId);
  if (why === null) {
    await keep(deps, wish, answer, info);
    return { is: 'connected', orgId, edition, missing: missingScopes(edition, scopes) };
  }
  const present = await getConnection(deps.pool, orgId);
  if (present?.state === 'connected' && present.edition === edition) {
    // The vendor has ended that connection's tokens by giving these; its company has not asked for that.
    await keep(deps, wish, answer, info);
  } else {
    await noteEdition(deps.pool, orgId, edition);
    await app.uninstall(answer.accessToken).catch((error: unknown) => {
      deps.log.warn({ org: orgId, err: error }, 'an app that must not be connected could not be taken out');
    });
  }
  deps.log.warn({ org: orgId, why }, 'an org was not connected');
  return refused(why);
}

async function whyNot(
  { pool, environmentOrg }: InstallDeps,
  wish: Wish,
  orgId: number,
): Promise<'environment' | 'other_edition' | 'other_org' | null> {
  const org = await getOrg(pool, orgId);
  if (orgId === environmentOrg || (org?.source === 'environment' && org.state !== 'disconnected'))
    return 'environment';
  if (wish.orgId !== null && wish.orgId !== orgId) return 'other_org';
  const present = await getConnection(pool, orgId);
  if (present !== null && present.state !== 'disconnected' && present.edition !== wish.edition)
    return 'other_edition';
  return null;
}

/** Whatever the org had before stays; its tokens are these from now on. */
const keep = ({ pool, vault }: InstallDeps, { edition, who }: Wish, answer: TokenAnswer, info: TokenInfo) =>
  inTransaction(pool, async (client) => {
    const { orgId, scopes } = info;
    const tokens = await sealTokens(vault, client, orgId, answer);
    await saveConnection(client, { orgId, edition, scopes, installedBy: who, ...tokens });
    await connectOrg(client, { orgId, source: 'oauth' }, { operator: who, via: 'api' });
    await appendAudit(client, {
      requestId: randomUUID(),
      operator: who,
      via: 'api',
      operation: 'connect_org',
      orgId,
      conversationId: null,
      target: `org ${orgId}: ${edition} edition, ${scopes.length} scopes`,
      result: 'org_connected',
    });
  });
