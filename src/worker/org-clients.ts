import { storedSources, storedVendors, type Vendor } from '../contracts/stored-names.js';
import type { OrgClients } from '../orgs/clients-for.js';
import type { Config } from '../platform/config/config.js';
import { requireChatToken } from '../platform/config/external.js';
import type { Pool } from '../platform/db/pool.js';
import type { Logger } from '../platform/logging/logger.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import { Limiter } from '../platform/rate-limit/limiter.js';
import type { Tracing } from '../platform/tracing/tracing.js';
import { createBreaker } from '../platform/vendor-http/breaker.js';
import { CredentialsGate } from '../platform/vendor-http/credentials-gate.js';
import { fixedToken } from '../vendors/access-token.js';
import { DriftClient } from '../vendors/drift/client.js';
import { TwilioClient } from '../vendors/twilio/client.js';

export interface OrgClientsOptions {
  readonly config: Pick<Config, 'chat' | 'sms' | 'media'>;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly tracing: Tracing;
}

/** Makes an org's clients from its settings, each with limiter, breaker and credentials gate of its own. */
export function createOrgClients({ config, pool, metrics, log, tracing }: OrgClientsOptions): OrgClients {
  const guards = (vendor: Vendor) => ({
    breaker: createBreaker(vendor, metrics),
    gate: new CredentialsGate({ vendor, metrics, log }),
    tracing,
  });
  const { chat, sms, media } = config;
  const { perMinute } = chat.rateLimit;
  const limiter = new Limiter({
    pool,
    vendor: storedVendors.chat,
    account: chat.orgId ?? 0,
    limit: chat.rateLimit.perSecond,
    window: perMinute === null ? null : { calls: perMinute, ms: 60_000 },
    metrics,
    log,
  });
  return {
    chat: new DriftClient({
      apiUrl: chat.apiUrl,
      token: fixedToken(requireChatToken(config)),
      limiter,
      ...guards('chat'),
      onUnreadId: (field, call) => {
        metrics.count('textback_unread_ids_total', { source: storedSources.chat });
        log.warn({ code: 'id_beyond_range', field, call }, 'an ID is beyond 2^53 and counts as missing');
      },
    }),
    sms: new TwilioClient({ config: sms, mediaHosts: media.hosts, ...guards('sms') }),
  };
}
