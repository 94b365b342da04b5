/** PostgreSQL's classes for values that it cannot take: trying again changes nothing. */
const BAD_VALUE = /^(22|23|54)/;

/**
 * Whether an event fails because of what is in it, and not because something is away. Our own code's range, type and
 * syntax errors are taken for the former: a defect must hold up one event, not its conversation.
 */
export function isHopeless(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return true;
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && BAD_VALUE.test(error.code)
  );
}
