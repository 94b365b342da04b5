import type { AxiosResponse } from 'axios';
import type { ChatFile } from '../chat.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { MediaRefused } from '../../contracts/media-refusals.js';
import { MAX_FILE_BYTES } from '../../contracts/limits.js';

/** How a file is asked for. */
export const FILE_OPTIONS = {
  responseType: 'arraybuffer',
  maxContentLength: MAX_FILE_BYTES,
} as const;
export const FILE_HEADERS = { Accept: '*/*' } as const;

export function toFile({ data, headers }: AxiosResponse<unknown>): ChatFile {
  const type: unknown = headers['content-type'];
  return { bytes: Buffer.from(data as ArrayBuffer), contentType: typeof type === 'string' ? type : null };
}

/**
 * An attachment's bytes, 5 MB at the most. The shape of the answer is not documented: what comes is taken for the file, unless it is JSON:
 * Drift's own SDK reads this answer as such, and then it is about the file and not the file.
 */
export async function servedFile(get: () => Promise<ChatFile>): Promise<ChatFile> {
  try {
    const file = await get();
    if (file.bytes.length === 0) throw new MediaRefused('empty');
    if (/^application\/([\w.-]+\+)?json\b/i.test(file.contentType ?? ''))
      throw new MediaRefused('not_a_file');
    return file;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.failure === 'not_found') throw new MediaRefused('gone');
    if (error.failure !== 'rejected') throw error;
    throw new MediaRefused(error.vendorCode === 'too_large' ? 'too_large' : 'not_served');
  }
}
