import { errorCodes } from '../../platform/errors/codes.js';

/** What a command ends with. docs/commands.md shows this table. */
export const exitCodes = {
  0: 'Done, and nothing is wrong.',
  1: 'The command ran and the answer is no: an operation was refused (`not_found`, `conflict`), or `replay` found a history that breaks.',
  2: 'The command could not be tried: a bad call, a bad configuration, or a server that is not there. Nothing was changed.',
} as const;

const refusals: readonly string[] = ['not_found', 'conflict'];

/** An error that people may meet: its code stands in docs/errors.md, and its message says what to do. No stack is printed. */
function isExpected(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && Object.hasOwn(errorCodes, String(error.code));
}

/**
 * Runs a command and resolves to its exit code, after it has told an expected error to the operator. `usage` is what a bad call
 * is followed by. Any other error is a defect: it is thrown.
 */
export async function exitCodeOf(
  work: () => Promise<number>,
  usage: () => Promise<string>,
  complain: (text: string) => void,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!isExpected(error)) throw error;
    complain(`${error.code}: ${error.message}\n`);
    if (error.code === 'bad_request') complain(await usage());
    return refusals.includes(error.code) ? 1 : 2;
  }
}
