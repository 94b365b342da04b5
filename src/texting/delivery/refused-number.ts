import type { SendResult } from '../../contracts/activity-results.js';
import { isAboutNumber } from '../../contracts/number-refusals.js';
import { inTransaction, type Pool } from '../../platform/db/pool.js';
import { loseNumber } from '../../records/conversations/numbers.js';
import { findSend } from '../../records/ledger/ledger.js';
import { findSession } from '../../records/sessions/sessions.js';

/**
 * If the vendor has refused a text because of its number, for good, the conversation waits for another number. A repeat changes nothing,
 * so a crash before it is mended by the next try of the send.
 */
export async function noteRefusedNumber(
  pool: Pool,
  ledgerId: string,
  result: SendResult,
): Promise<SendResult> {
  if (result.kind !== 'refused' || !isAboutNumber(result.reason) || !isVendorsCode(result.code))
    return result;
  const { reason } = result;
  await inTransaction(pool, async (client) => {
    const send = await findSend(client, ledgerId);
    if (send.sessionId === null) return;
    const { visitorNumber: number } = await findSession(client, send.sessionId);
    await loseNumber(client, send, { number, why: 'refused', reason });
  });
  return result;
}

/** Others are our own reasons for dropping a send. */
const isVendorsCode = (code: string | null): boolean => code !== null && /^\d+$/.test(code);
