import type { Config } from '../src/platform/config/config.js';
import type { Pool } from '../src/platform/db/pool.js';
import type { DriftClient } from '../src/vendors/drift/client.js';
import type { Carrier, Ledger } from '../src/texting/delivery/deliver.js';
import type { MediaLinks } from '../src/records/media/links.js';
import type { TwilioClient } from '../src/vendors/twilio/client.js';

/** What activities work with. They hold no state of their own. */
export interface ActivityDeps {
  readonly config: Config;
  readonly pool: Pool;
  readonly drift: DriftClient;
  readonly twilio: TwilioClient;
  readonly ledger: Ledger;
  readonly links: MediaLinks;
  readonly texts: Carrier;
  readonly posts: Carrier;
}
