import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * The one way to a log. Lines carry codes, event keys, conversation and workflow IDs; never bodies, tokens or raw vendor
 * errors (axios puts the Authorization header into its errors: log `describeError` instead).
 */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  });
}

/** An error's name, code and message: what is safe to log. Messages of our own errors carry no personal data. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: 'a value that is not an Error was thrown' };
  const code = 'code' in error ? error.code : undefined;
  // A message of several lines stands in the stack too: only the places are wanted.
  const own = error.stack
    ?.split('\n')
    .filter((line) => /^\s*at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim());
  return {
    name: error.name,
    message: maskDigits(error.message),
    ...(code === undefined ? {} : { code }),
    at: own,
  };
}

/** Hides anything that could be a phone number, save its last two digits. */
export function maskDigits(text: string): string {
  return text.replace(/\+?\d[\d\s().-]{6,}\d/g, (digits) => `***${digits.slice(-2)}`);
}
