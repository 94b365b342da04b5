import type { AxiosResponse } from 'axios';
import type { ChatFile } from '../chat.js';
import { MAX_FILE_BYTES } from '../../contracts/limits.js';

/** How a file is asked for. */
export const FILE_OPTIONS = {
  responseType: 'arraybuffer',
  maxContentLength: MAX_FILE_BYTES,
  headers: { Accept: '*/*' },
} as const;

export function toFile({ data, headers }: AxiosResponse<unknown>): ChatFile {
  const type: unknown = headers['content-type'];
  return { bytes: Buffer.from(data as ArrayBuffer), contentType: typeof type === 'string' ? type : null };
}
