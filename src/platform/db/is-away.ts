/** What pg says, in words alone, of a connection that it did not get in time, or lost, or of a statement that took too long. */
const LOST =
  /^(timeout exceeded when trying to connect|query read timeout|connection terminated\b|client has encountered a connection error)/i;

/** Node's codes for a connection that was not made or that broke. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
]);

/** PostgreSQL's own: connection errors (08), shutting down or starting (57P), a statement that took too long (57014), all connections taken. */
const NOT_NOW = /^(08\w{3}|57P\d\d|57014|53300)$/;

/** Whether PostgreSQL could not be asked, or did not answer in time: the same request may work in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NO_CONNECTION.has(code) || NOT_NOW.test(code) || (code === '' && LOST.test(error.message));
}
