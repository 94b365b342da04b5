/** PostgreSQL's classes for data, integrity and limits (PostgreSQL docs, appendix A, "PostgreSQL Error Codes"). */
const CLASSES = /^(22|23|54)/;

/** Whether PostgreSQL cannot take what it was given, as opposed to not being able to work now: trying again changes nothing. */
export function isBadValue(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && CLASSES.test(error.code)
  );
}
