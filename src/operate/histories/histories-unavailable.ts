/** Temporal did not return histories: it timed out or refused the call. */
export class HistoriesUnavailable extends Error {
  override readonly name = 'HistoriesUnavailable';
  readonly code = 'histories_unavailable';
  constructor(cause: unknown) {
    // The SDK's error names the call; its cause, the gRPC error, says what went wrong.
    const told = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const why = told instanceof Error ? told.message : String(told);
    super(`Temporal could not be asked for histories: ${why}`, { cause });
  }
}
