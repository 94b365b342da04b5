import { isBadValue } from '../../platform/db/bad-value.js';

/**
 * Whether an event fails because of what is in it, and not because something is away. Our own code's range, type and
 * syntax errors are taken for the former: a defect must hold up one event, not its conversation.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return true;
  return isBadValue(error);
}
