/** Temporal did not answer in time, or refused to: then there are no histories for now. */
export class HistoriesUnavailable extends Error {
  override readonly name = 'HistoriesUnavailable';
  readonly code = 'histories_unavailable';
  constructor(cause: unknown) {
    // The SDK says what it was about, and gRPC, in the cause of it, what went wrong.
    const told = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const why = told instanceof Error ? told.message : String(told);
    super(`Temporal could not be asked for histories: ${why}`, { cause });
  }
}
