import type { Pool } from '../../platform/db/pool.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { storeEvents } from '../../records/inbox/store.js';
import type { ClientsFor } from '../../orgs/clients-for.js';
import { countCheck, type Unconfirmed } from '../../records/ledger/unconfirmed.js';

export interface AskContext {
  readonly pool: Pool;
  readonly clientsFor: ClientsFor;
  /** Milliseconds from a text's last attempt to the first question. */
  readonly firstMs: number;
}

/** `news`: the vendor reports a status that no callback reported. Otherwise the error, as in VendorError. */
export type AskResult = 'news' | 'no_news' | VendorError['failure'];

/**
 * Asks the vendor for a text's status and stores the answer as the event its callback would have been: same key, same way
 * through the dispatcher, so callback and answer together have one effect. If the vendor cannot be asked, the check does not
 * count, and the text stays due.
 */
export async function askStatus(
  { pool, clientsFor, firstMs }: AskContext,
  text: Unconfirmed,
): Promise<AskResult> {
  const { ledgerId } = text;
  const { sms } = await clientsFor(text.orgId);
  try {
    const fresh = await storeEvents(pool, [await sms.statusOf(text)]);
    await countCheck(pool, ledgerId, firstMs);
    return fresh.size > 0 ? 'news' : 'no_news';
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    // The vendor does not have it: it was deleted there, and asking again changes nothing.
    if (error.failure === 'rejected') await countCheck(pool, ledgerId, firstMs);
    return error.failure;
  }
}
