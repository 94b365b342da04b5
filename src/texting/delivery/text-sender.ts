import { noteDead } from '../../records/dead-numbers/dead-numbers.js';
import { noteOptOut } from '../../records/consent/vendor-opt-out.js';
import type { Pool } from '../../platform/db/pool.js';
import { mediaUrlsOf, type MediaLinks } from '../../records/media/links.js';
import { findSession } from '../../records/sessions/sessions.js';
import { webhookPaths } from '../../contracts/stored-names.js';
import type { SmsClient } from '../../vendors/sms.js';
import { textsToVisitor } from '../list-texts.js';
import type { Channel } from './deliver.js';
import type { Send } from '../../records/ledger/ledger.js';

/** The vendor's clock differs from ours; texts of other sends are excluded anyway. */
const SKEW_MS = 10 * 60_000;
/** A text that arrives later than this is worse than none. */
const VALIDITY_SECONDS = 3_600;

export interface TextChannelOptions {
  readonly pool: Pool;
  readonly sms: SmsClient;
  readonly links: MediaLinks;
  readonly unclear: NonNullable<Channel['unclear']>;
}

/** Sends texts. Looks for an ambiguous one among the texts of its pair of numbers. */
export function createTextChannel({ pool, sms, links, unclear }: TextChannelOptions): Channel {
  const pairOf = async ({ sessionId }: Send) => {
    if (sessionId === null) throw new Error('a text without a session has no number to go to');
    return findSession(pool, sessionId);
  };
  return {
    unclear,
    async send(text) {
      const { ourNumber, visitorNumber } = await pairOf(text);
      const { id } = await sms.send({
        to: visitorNumber,
        from: ourNumber,
        body: text.body,
        statusCallback: `${links.publicUrl()}${webhookPaths.textStatus}?ledger=${text.id}`,
        validitySeconds: VALIDITY_SECONDS,
        mediaUrls: await mediaUrlsOf(pool, links, text.id),
      });
      return id;
    },
    async lookFor(text) {
      const { ourNumber, visitorNumber } = await pairOf(text);
      const since = (text.attemptedAt?.getTime() ?? 0) - SKEW_MS;
      const texts = await textsToVisitor(sms, visitorNumber, ourNumber);
      return texts
        .filter(({ body, createdAt }) => createdAt >= since && sms.isSameText(body, text.body))
        .map(({ id }) => id)
        .reverse();
    },
    async refused(text, code) {
      const { orgId, visitorNumber } = await pairOf(text);
      if (text.attemptedAt === null) throw new Error('a text that was never attempted cannot be refused');
      await noteOptOut(pool, orgId, visitorNumber, code, text.attemptedAt);
      await noteDead(pool, { orgId, phone: visitorNumber, at: text.attemptedAt }, code);
    },
  };
}
