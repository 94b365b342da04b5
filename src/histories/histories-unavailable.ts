/** Temporal did not answer in time, or refused to: then there are no histories for now. */
export class HistoriesUnavailable extends Error {
  override readonly name = 'HistoriesUnavailable';
  readonly code = 'histories_unavailable';
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`Temporal could not be asked for histories: ${why}`, { cause });
  }
}
