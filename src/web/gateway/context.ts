import type { Connecting } from '../../orgs/connect/connecting.js';
import type { Config } from '../../platform/config/config.js';
import type { ModeGuard } from '../../platform/db/installation-mode.js';
import type { Pool } from '../../platform/db/pool.js';
import type { NamedEvent } from '../../contracts/events.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { ChatWebhooks } from '../../vendors/chat.js';
import type { SmsWebhooks } from '../../vendors/sms.js';
import type { ChatAppWebhooks, Vouches } from './chat-apps.js';
import type { Metrics } from '../../platform/metrics/metrics.js';

/** Dependencies that the gateway's routes share. But for `connecting`, none of them reaches Temporal, Drift or Twilio. */
export interface GatewayContext {
  readonly config: Config;
  readonly pool: Pool;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Verify and parse the vendors' webhooks. */
  readonly webhooks: {
    /** Each app of ours at the vendor of chats. */
    readonly chat: readonly ChatAppWebhooks[];
    readonly parseChat: ChatWebhooks['nameEvent'];
    readonly sms: SmsWebhooks;
  };
  /** Whether apps vouch for an org. Looks in PostgreSQL. */
  readonly vouches: Vouches;
  /** Base of the URLs that vendors call; signatures include it. */
  readonly publicUrl: () => string;
  /** Base URL at which people open the console and scripts call the admin API. */
  readonly adminUrl: () => string;
  /** For orgs that connect by OAuth; if omitted, none can. The one thing here that calls a vendor. */
  readonly connecting?: Connecting;
  /** Nothing is answered before the database is known to be of this process's mode; if omitted, the caller knows. */
  readonly modeGuard?: ModeGuard;
  /** Stores the event; resolves after the commit. Throws HttpError storage_unavailable in bounded time. */
  readonly accept: (event: NamedEvent) => Promise<void>;
}
