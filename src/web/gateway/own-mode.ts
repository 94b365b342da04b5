import type { onRequestHookHandler } from 'fastify';
import { WrongKeys } from '../../orgs/vault/check-keys.js';
import { WrongMode, type ModeGuard } from '../../platform/db/installation-mode.js';
import type { HttpErrorCode } from '../../platform/errors/codes.js';
import { HttpError } from '../../platform/errors/http-error.js';

/** The process itself is alive whatever its database is; an orchestrator must not restart it for that. */
const ALWAYS_ANSWERED = '/health/live';

/**
 * Answers 503 as long as the database is not known to be of this process's mode and keys, also to whoever has the right admin token: a
 * sandbox's token is published. Costs nothing once the mode is confirmed.
 */
export const onlyInOwnMode =
  (guard: ModeGuard): onRequestHookHandler =>
  (request, _reply, done) => {
    if (guard.isConfirmed || request.url === ALWAYS_ANSWERED) {
      done();
      return;
    }
    guard.confirm().then(
      () => done(),
      (error: unknown) => done(new HttpError(codeOf(error))),
    );
  };

function codeOf(error: unknown): HttpErrorCode {
  if (error instanceof WrongMode || error instanceof WrongKeys) return error.code;
  return 'storage_unavailable';
}
