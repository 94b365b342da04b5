import type { Config } from '../config/config.js';
import type { Pool } from '../db/pool.js';
import type { DriftClient } from '../drift/client.js';
import { VendorError } from '../errors/vendor-error.js';
import { findEvent } from '../inbox/store.js';
import { judgeContent } from './content-type.js';
import type { MediaRef } from './fetch-text-media.js';
import type { Refusal } from './refusals.js';
import { findMedia, refuseMedia, storeMedia, type MediaSource } from './store.js';

export interface FetchAttachmentDeps {
  readonly config: Pick<Config, 'media'>;
  readonly pool: Pool;
  readonly drift: Pick<DriftClient, 'attachment'>;
}

/** What makes two fetches of an attachment the same. */
export const attachmentKey = (messageId: string, attachmentId: string): string =>
  `${messageId}:${attachmentId}`;

/**
 * Fetches and keeps one attachment of a chat message. Once it is settled it stays so: a repeat does nothing.
 * @throws VendorError for what may pass: Drift away, busy, or refusing our token.
 */
export async function fetchAttachment(
  { config, pool, drift }: FetchAttachmentDeps,
  { orgId, conversationId, inboxId, index }: MediaRef,
): Promise<'stored' | 'refused'> {
  const stored = await findEvent(pool, inboxId);
  const event = stored?.event;
  const attachment = event?.kind === 'message' ? event.attachments?.[index] : undefined;
  if (
    event?.kind !== 'message' ||
    attachment === undefined ||
    stored?.orgId !== orgId ||
    event.conversationId !== conversationId
  )
    throw new Error('no such attachment of this conversation in the inbox');
  const sourceKey = attachmentKey(event.messageId, attachment.id);
  const [known] = await findMedia(pool, orgId, [sourceKey]);
  if (known) return known.state;

  const source: MediaSource = { orgId, conversationId, origin: 'attachment', sourceKey };
  const { linkTtlMs } = config.media;
  const refuse = async (refusal: Refusal) => {
    await refuseMedia(pool, source, refusal, linkTtlMs);
    return 'refused' as const;
  };
  let file;
  try {
    file = await drift.attachment(attachment.id);
  } catch (error) {
    return refuse(finalRefusal(error));
  }
  if (file.bytes.length === 0) return refuse('empty');
  // Drift's own SDK reads this answer as JSON: then it is about the file and not the file.
  if (/^application\/([\w.-]+\+)?json\b/i.test(file.contentType ?? '')) return refuse('not_a_file');
  const contentType = judgeContent(file.bytes, attachment.contentType ?? file.contentType);
  await storeMedia(pool, source, { contentType, name: attachment.name, bytes: file.bytes }, linkTtlMs);
  return 'stored';
}

/** Rethrows what may pass. */
function finalRefusal(error: unknown): Refusal {
  if (!(error instanceof VendorError)) throw error;
  if (error.failure === 'not_found') return 'gone';
  if (error.failure !== 'rejected') throw error;
  return error.vendorCode === 'too_large' ? 'too_large' : 'not_served';
}
