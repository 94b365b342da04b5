import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import type { ChatClient } from '../../vendors/chat.js';
import { findEvent } from '../inbox/store.js';
import { judgeContent } from './content-type.js';
import type { MediaRef } from './fetch-text-media.js';
import { keepOnce } from './keep-once.js';

export interface FetchAttachmentDeps {
  readonly config: Pick<Config, 'media'>;
  readonly pool: Pool;
  readonly chat: Pick<ChatClient, 'attachment'>;
}

/** The key by which repeated fetches of an attachment are recognised. */
export const attachmentKey = (messageId: string, attachmentId: string): string =>
  `${messageId}:${attachmentId}`;

/**
 * Fetches and stores one attachment of a chat message. Once the outcome is known, a repeat does nothing.
 * @throws VendorError for temporary failures: the vendor is away, busy, or refuses our token.
 */
export async function fetchAttachment(
  { config, pool, chat }: FetchAttachmentDeps,
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
    const { bytes, contentType } = await chat.attachment(attachment.id);
    return {
      contentType: judgeContent(bytes, attachment.contentType ?? contentType),
      name: attachment.name,
      bytes,
    };
  });
}
