import type { AxiosResponse } from 'axios';
import { MAX_FILE_BYTES } from '../../contracts/limits.js';

/** A file as Drift gave it out. */
export interface DriftFile {
  readonly bytes: Buffer;
  readonly contentType: string | null;
}

/** How a file is asked for. */
export const FILE_OPTIONS = {
  responseType: 'arraybuffer',
  maxContentLength: MAX_FILE_BYTES,
  headers: { Accept: '*/*' },
} as const;

export function toFile({ data, headers }: AxiosResponse<unknown>): DriftFile {
  const type: unknown = headers['content-type'];
  return { bytes: Buffer.from(data as ArrayBuffer), contentType: typeof type === 'string' ? type : null };
}
