import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { VendorError } from '../platform/errors/vendor-error.js';
import { maskDigits } from '../platform/logging/logger.js';
import { OrgNotServed } from '../orgs/clients-for.js';
import { EchoUndecided } from '../texting/relay/echo.js';

/** Without somebody mending the credentials nothing changes; then it should not take long. */
const UNAUTHORIZED_RETRY_MS = 30_000;
const NOT_SERVED_RETRY_MS = 30_000;
const ECHO_RETRY_MS = 500;

/**
 * Turns what activities throw into what Temporal should do about it, in one place: permanent failures are not retried,
 * transient ones when the vendor says, and no failure carries more into the history than a code and a sentence.
 */
export const vendorFailures: ActivityInboundCallsInterceptor = {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      throw toFailure(error);
    }
  },
};

export function toFailure(error: unknown): unknown {
  if (error instanceof VendorError) {
    const nonRetryable = error.failure === 'rejected' || error.failure === 'not_found';
    const nextRetryDelay =
      error.retryAfterMs ?? (error.failure === 'unauthorized' ? UNAUTHORIZED_RETRY_MS : undefined);
    const options = { message: maskDigits(error.message), type: error.code, nonRetryable };
    return ApplicationFailure.create(nextRetryDelay === undefined ? options : { ...options, nextRetryDelay });
  }
  if (error instanceof OrgNotServed) {
    const { message, code } = error;
    return ApplicationFailure.create({ message, type: code, nextRetryDelay: NOT_SERVED_RETRY_MS });
  }
  if (error instanceof EchoUndecided) {
    return ApplicationFailure.create({
      message: error.message,
      type: 'echo_undecided',
      nextRetryDelay: ECHO_RETRY_MS,
    });
  }
  if (!(error instanceof Error) || error instanceof TemporalFailure) return error; // such as a cancellation
  // A database's or library's message may quote values.
  return ApplicationFailure.create({ message: maskDigits(error.message), type: error.name });
}
