import { isGrpcServiceError } from '@temporalio/client';

/** DEADLINE_EXCEEDED and UNAVAILABLE (gRPC docs, status codes and their use in gRPC). */
const CODES: ReadonlySet<number> = new Set([4, 14]);

/** Whether a hand-over has failed because Temporal does not answer, and not because of the event. */
export function isAway(error: unknown): boolean {
  if (isGrpcServiceError(error)) return CODES.has(error.code);
  return error instanceof Error && error.cause !== undefined && isAway(error.cause);
}
