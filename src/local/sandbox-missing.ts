import { existsSync } from 'node:fs';
import { LocalServerError } from './local-server-error.js';

/**
 * Why the sandbox in `folder` could not be loaded: SANDBOX_MISSING if an image or a copy left the folder out. Any other error,
 * such as a dependency that is not installed, is returned as it is.
 */
export function whySandboxFailed(error: unknown, folder: URL): unknown {
  const isNotFound = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (!isNotFound || existsSync(folder)) return error;
  return new LocalServerError(
    'SANDBOX_MISSING',
    'Sandbox mode is on, but this copy of Textback has no sandbox/ folder. Restore the folder, or configure Drift and Twilio for live mode.',
    { cause: error },
  );
}
