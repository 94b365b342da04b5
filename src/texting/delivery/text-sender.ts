import { noteOptOut } from '../../records/consent/vendor-opt-out.js';
import type { Pool } from '../../platform/db/pool.js';
import { mediaUrlsOf, type MediaLinks } from '../../records/media/links.js';
import { findSession } from '../../records/sessions/sessions.js';
import type { TwilioClient } from '../../vendors/twilio/client.js';
import type { Carrier } from './deliver.js';
import type { Send } from '../../records/ledger/ledger.js';

/** Twilio's clock differs from ours; texts of other entries are excluded anyway. */
const SKEW_MS = 10 * 60_000;
/** A text that arrives later than this is worse than none. */
const VALIDITY_SECONDS = 3_600;

export interface TextCarrierOptions {
  readonly pool: Pool;
  readonly twilio: TwilioClient;
  readonly links: MediaLinks;
  readonly unclear: NonNullable<Carrier['unclear']>;
}

/** Sends entries as texts. Looks for an ambiguous entry among the texts of its pair of numbers. */
export function createTextCarrier({ pool, twilio, links, unclear }: TextCarrierOptions): Carrier {
  const pairOf = async ({ sessionId }: Send) => {
    if (sessionId === null) throw new Error('a text without a session has no number to go to');
    return findSession(pool, sessionId);
  };
  return {
    unclear,
    async send(entry) {
      const { ourNumber, visitorNumber } = await pairOf(entry);
      const { sid } = await twilio.send({
        to: visitorNumber,
        from: ourNumber,
        body: entry.body,
        statusCallback: `${links.publicUrl()}/webhooks/twilio/status?ledger=${entry.id}`,
        validitySeconds: VALIDITY_SECONDS,
        mediaUrls: await mediaUrlsOf(pool, links, entry.id),
      });
      return sid;
    },
    async lookFor(entry) {
      const { ourNumber, visitorNumber } = await pairOf(entry);
      const since = (entry.attemptedAt?.getTime() ?? 0) - SKEW_MS;
      const texts = await twilio.list(visitorNumber, ourNumber);
      return texts
        .filter(({ body, createdAt }) => createdAt >= since && sameWords(body, entry.body))
        .map(({ sid }) => sid)
        .reverse();
    },
    async refused(entry, code) {
      const { orgId, visitorNumber } = await pairOf(entry);
      if (entry.attemptedAt === null) throw new Error('a text that was never attempted cannot be refused');
      await noteOptOut(pool, orgId, visitorNumber, code, entry.attemptedAt);
    },
  };
}

/** Trial accounts prefix the body, and smart encoding replaces quotes and dashes. */
function sameWords(theirs: string, ours: string): boolean {
  const plain = (text: string) => text.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '');
  const words = plain(ours);
  return words === '' ? ours !== '' && theirs.endsWith(ours) : plain(theirs).endsWith(words);
}
