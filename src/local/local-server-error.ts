/** Why a local server did not start, for callers that react to a certain case; `message` is for people. */
export type LocalServerErrorCode =
  | 'ACCOUNT_MISSING'
  | 'BINARIES_MISSING'
  | 'CLI_NOT_FOUND'
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_UNREACHABLE'
  | 'DATA_UNUSABLE'
  | 'KEEPS_ENDING'
  | 'PORT_FORBIDDEN'
  | 'PORT_TAKEN'
  | 'SANDBOX_MISSING'
  | 'START_FAILED'
  | 'STOP_FAILED'
  | 'UNREACHABLE';

/** One problem of a local server, with a message that says how to fix it. */
export class LocalServerError extends Error {
  readonly code: LocalServerErrorCode;

  constructor(code: LocalServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalServerError';
    this.code = code;
  }
}
