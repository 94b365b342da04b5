import type { Config } from '../../platform/config/config.js';
import { databaseTime } from '../../platform/db/clock.js';
import type { Pool } from '../../platform/db/pool.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { findEvent } from '../inbox/store.js';
import type { SmsClient } from '../../vendors/sms.js';
import { judgeContent } from './content-type.js';
import { keepOnce } from './keep-once.js';
import { MediaRefused } from '../../contracts/media-refusals.js';

/** The vendor may report a text before it has the file; for this long, "not found" means "not yet". */
const NOT_YET_MS = 120_000;
const ASK_AGAIN_MS = 5_000;

export interface FetchTextMediaDeps {
  readonly config: Pick<Config, 'media'>;
  readonly pool: Pool;
  readonly sms: Pick<SmsClient, 'download'>;
}

export interface MediaRef {
  readonly orgId: number;
  readonly conversationId: number;
  /** Inbox row of the text or the chat message. */
  readonly inboxId: number;
  /** Index of the file, from 0. */
  readonly index: number;
}

/** The key by which repeated fetches of a text's file are recognised. */
export const textMediaKey = (messageSid: string, index: number): string => `${messageSid}:${index}`;

/**
 * Fetches and stores one file of a visitor's text. Once the outcome is known, a repeat does nothing.
 * @throws VendorError for temporary failures: the vendor is away, busy, refuses our credentials, or does not have the file yet.
 */
export async function fetchTextMedia(
  { config, pool, sms }: FetchTextMediaDeps,
  { orgId, conversationId, inboxId, index }: MediaRef,
): Promise<'stored' | 'refused'> {
  const stored = await findEvent(pool, inboxId);
  const media = stored?.event.kind === 'text_received' ? stored.event.media[index] : undefined;
  if (stored?.event.kind !== 'text_received' || media === undefined)
    throw new Error('the inbox has no text with this file');
  const sourceKey = textMediaKey(stored.event.messageSid, index);
  const source = { orgId, conversationId, origin: 'text', sourceKey } as const;
  return keepOnce(pool, source, config.media.linkTtlMs, async () => {
    try {
      const { bytes } = await sms.download(media.url);
      return { contentType: judgeContent(bytes, media.contentType), name: null, bytes };
    } catch (error) {
      if (!(error instanceof VendorError) || error.failure !== 'not_found') throw error;
      throw missing((await databaseTime(pool)) - stored.occurredAt.getTime());
    }
  });
}

/** The error for "not found", which depends on the age of the text in milliseconds. */
const missing = (ageMs: number): Error =>
  ageMs < NOT_YET_MS
    ? new VendorError('sms', 'unavailable', 'the file is not available yet', { retryAfterMs: ASK_AGAIN_MS })
    : new MediaRefused('gone');
