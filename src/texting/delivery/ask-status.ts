import type { Pool } from '../../platform/db/pool.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { storeEvents } from '../../records/inbox/store.js';
import type { TwilioClient } from '../../vendors/twilio/client.js';
import { textStatusEvent } from '../../vendors/twilio/webhook-event.js';
import { countCheck, type Unconfirmed } from '../../records/ledger/unconfirmed.js';

export interface AskContext {
  readonly pool: Pool;
  readonly twilio: Pick<TwilioClient, 'fetch'>;
  /** Milliseconds from a text's last attempt to the first question. */
  readonly firstMs: number;
}

/** `news`: Twilio reports a status that no callback reported. Otherwise the error, as in VendorError. */
export type AskResult = 'news' | 'no_news' | VendorError['failure'];

/**
 * Asks Twilio for a text's status and stores the answer as the event its callback would have been: same key, same way
 * through the dispatcher, so callback and answer together have one effect. If Twilio cannot be asked, the check does not
 * count, and the text stays due.
 */
export async function askStatus(
  { pool, twilio, firstMs }: AskContext,
  text: Unconfirmed,
): Promise<AskResult> {
  const { ledgerId, messageSid, ourNumber } = text;
  try {
    const { status, errorCode } = await twilio.fetch(messageSid);
    const report = { messageSid, status, errorCode, ledgerId, ourNumber };
    const fresh = await storeEvents(pool, [textStatusEvent(report, { asked: true, status, errorCode })]);
    await countCheck(pool, ledgerId, firstMs);
    return fresh.size > 0 ? 'news' : 'no_news';
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    // Twilio does not have it: it was deleted there, and asking again changes nothing.
    if (error.failure === 'rejected') await countCheck(pool, ledgerId, firstMs);
    return error.failure;
  }
}
