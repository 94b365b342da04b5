import type { VendorReply } from '../shared/vendor-guard.js';
import type { DriftSwitches } from './switches.js';

export type DriftErrorType =
  | 'validation_error'
  | 'authentication_error'
  | 'not_found'
  | 'rate_limit'
  | 'internal_error'
  | 'method_not_allowed';

/** Thrown by routes; becomes Drift's error envelope (Drift docs, data and errors). */
export class DriftError extends Error {
  readonly status: number;
  readonly type: DriftErrorType;

  constructor(status: number, type: DriftErrorType, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export const notFound = (what: string) => new DriftError(404, 'not_found', `No ${what} with that id`);
export const invalid = (message: string) => new DriftError(400, 'validation_error', message);

export function errorReply(error: DriftError, switches: DriftSwitches): VendorReply {
  const detail = { type: error.type, message: error.message };
  const body = switches.errorShape === 'errors' ? { errors: [detail] } : { error: detail };
  return { status: error.status, body };
}

/** 403 in Drift's envelope, or 401 as a Kong gateway words it, where `error` is a string. */
export function authReply(switches: DriftSwitches, message: string): VendorReply {
  if (switches.authError === 401) {
    return { status: 401, body: { error: 'invalid_token', error_description: message } };
  }
  return errorReply(new DriftError(403, 'authentication_error', message), switches);
}
