import { storedSources, storedVendors, type Vendor } from '../contracts/stored-names.js';
import type { OrgClients } from '../orgs/clients-for.js';
import type { SettingsFor } from '../orgs/settings/settings-for.js';
import type { Config } from '../platform/config/config.js';
import { requireChatToken } from '../platform/config/external.js';
import type { Pool } from '../platform/db/pool.js';
import type { Logger } from '../platform/logging/logger.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import { Limiter } from '../platform/rate-limit/limiter.js';
import type { Tracing } from '../platform/tracing/tracing.js';
import { createBreaker } from '../platform/vendor-http/breaker.js';
import { CredentialsGate } from '../platform/vendor-http/credentials-gate.js';
import { fixedToken, type AccessToken } from '../vendors/access-token.js';
import { DriftClient } from '../vendors/drift/client.js';
import { TwilioClient } from '../vendors/twilio/client.js';

export interface OrgClientsOptions {
  readonly config: Pick<Config, 'chat' | 'sms' | 'media'>;
  readonly settings: SettingsFor;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing;
}

/** Whose clients they are: `account` counts the calls of its token, 0 where the org is not known yet. */
export interface ClientsOf {
  readonly account: number;
  readonly token: AccessToken;
  /** Null: it is not known whose settings count. */
  readonly orgId: number | null;
}

/** The clients that the environment's credentials make. */
export const createEnvironmentClients = (options: OrgClientsOptions): OrgClients => {
  const { chat } = options.config;
  const token = fixedToken(requireChatToken(options.config));
  return createOrgClients(options, { account: chat.orgId ?? 0, token, orgId: chat.orgId });
};

/**
 * Makes an org's clients, each with limiter, breaker and credentials gate of its own: what goes wrong for one org stops no other. Texts go
 * through the installation's account at the vendor of texts, from the org's own numbers.
 */
export function createOrgClients(
  { config, settings, pool, metrics, log: plain, tracing }: OrgClientsOptions,
  { account, token, orgId }: ClientsOf,
): OrgClients {
  const log = orgId === null ? plain : plain.child({ org: orgId });
  const guards = (vendor: Vendor) => ({
    breaker: createBreaker(vendor, metrics),
    gate: new CredentialsGate({ vendor, metrics, log }),
    tracing,
  });
  const { chat, sms, media } = config;
  const { perSecond, perMinute } = chat.rateLimit;
  const limiter = new Limiter({
    pool,
    vendor: storedVendors.chat,
    account,
    limit: perSecond,
    window: perMinute === null ? null : { calls: perMinute, ms: 60_000 },
    metrics,
    log,
  });
  return {
    chat: new DriftClient({
      apiUrl: chat.apiUrl,
      token,
      limiter,
      ...guards('chat'),
      onUnreadId: (field, call) => {
        metrics.count('textback_unread_ids_total', { source: storedSources.chat });
        log.warn({ code: 'id_beyond_range', field, call }, 'an ID is beyond 2^53 and counts as missing');
      },
    }),
    sms: new TwilioClient({
      config: sms,
      messagingService: async () =>
        orgId === null ? sms.messagingServiceSid : (await settings.org(orgId)).sms.messagingServiceSid,
      mediaHosts: media.hosts,
      ...guards('sms'),
    }),
  };
}
