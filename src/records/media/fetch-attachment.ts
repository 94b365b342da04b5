import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import type { DriftClient } from '../../vendors/drift/client.js';
import type { DriftFile } from '../../vendors/drift/file.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { findEvent } from '../inbox/store.js';
import { judgeContent } from './content-type.js';
import type { MediaRef } from './fetch-text-media.js';
import { keepOnce } from './keep-once.js';
import { MediaRefused } from './refusals.js';

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
    throw new Error('the inbox has no message of this conversation with this attachment');
  const sourceKey = attachmentKey(event.messageId, attachment.id);
  const source = { orgId, conversationId, origin: 'attachment', sourceKey } as const;
  return keepOnce(pool, source, config.media.linkTtlMs, async () => {
    const { bytes, contentType } = await get(drift, attachment.id);
    if (bytes.length === 0) throw new MediaRefused('empty');
    // Drift's own SDK reads this answer as JSON: then it is about the file and not the file.
    if (/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? '')) throw new MediaRefused('not_a_file');
    return {
      contentType: judgeContent(bytes, attachment.contentType ?? contentType),
      name: attachment.name,
      bytes,
    };
  });
}

/** @throws MediaRefused for what will not change, VendorError for what may pass. */
async function get(drift: FetchAttachmentDeps['drift'], attachmentId: string): Promise<DriftFile> {
  try {
    return await drift.attachment(attachmentId);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.failure === 'not_found') throw new MediaRefused('gone');
    if (error.failure !== 'rejected') throw error;
    throw new MediaRefused(error.vendorCode === 'too_large' ? 'too_large' : 'not_served');
  }
}
