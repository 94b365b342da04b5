import type { Config } from '../src/platform/config/config.js';
import type { Pool } from '../src/platform/db/pool.js';
import type { SettingsFor } from '../src/orgs/settings/settings-for.js';
import type { ClientsFor } from '../src/orgs/clients-for.js';
import type { ChannelsFor } from '../src/texting/delivery/channels-for.js';
import type { Ledger } from '../src/texting/delivery/deliver.js';
import type { MediaLinks } from '../src/records/media/links.js';

/** What activities work with. They hold no state of their own. */
export interface ActivityDeps {
  /** What is the installation's alone. */
  readonly config: Pick<Config, 'media'>;
  readonly settings: SettingsFor;
  readonly pool: Pool;
  readonly clientsFor: ClientsFor;
  readonly channelsFor: ChannelsFor;
  readonly ledger: Ledger;
  readonly links: MediaLinks;
}
