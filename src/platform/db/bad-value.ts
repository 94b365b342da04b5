/** PostgreSQL's classes for data, integrity and limits (PostgreSQL docs, appendix A, "PostgreSQL Error Codes"). */
const CLASSES = /^(22|23|54)/;

/** Whether PostgreSQL rejects the value itself, so that retrying is pointless; false if it is only unavailable. */
export function isBadValue(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && CLASSES.test(error.code)
  );
}
