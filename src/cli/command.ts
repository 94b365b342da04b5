import { existsSync } from 'node:fs';
import { ConfigError } from '../platform/config/read.js';

/** What the caller can mend by calling the command otherwise. Its message says how. */
export class BadCall extends Error {
  override readonly name = 'BadCall';
  readonly code = 'bad_request';
}

/** Its code and message say it all: no stack is printed. */
type Expected = abstract new (...args: never[]) => Error & { readonly code: string };

/**
 * Runs a command with the process's arguments and with .env, where there is one. What it resolves with is the exit code;
 * 2 stands for a bad call, a bad configuration and what is listed as `expected`. Anything else it throws is a defect.
 */
export async function runCommand(
  usage: string,
  command: (args: string[]) => Promise<number>,
  expected: readonly Expected[] = [],
): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    process.exitCode = 2;
    if (isBadCall(error)) process.stderr.write(`bad_request: ${error.message}\n${usage}\n`);
    else if (isExpected(error, expected)) process.stderr.write(`${error.code}: ${error.message}\n`);
    else throw error;
  }
}

const isBadCall = (error: unknown): error is Error =>
  error instanceof BadCall ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'));

const isExpected = (error: unknown, expected: readonly Expected[]): error is Error & { code: string } =>
  [ConfigError, ...expected].some((kind) => error instanceof kind);
