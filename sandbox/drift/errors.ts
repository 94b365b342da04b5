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

/** A dead token: 401, as the one recorded live answer has it, or 403 as the docs say; in Drift's envelope or as a Kong gateway words it. */
export function authReply(switches: DriftSwitches, message: string): VendorReply {
  const { authError: status, authErrorShape } = switches;
  if (authErrorShape === 'gateway')
    return { status, body: { error: 'invalid_token', error_description: message } };
  return errorReply(new DriftError(status, 'authentication_error', message), switches);
}

/** The token endpoint refuses a client, a code or a refresh token. */
export class OauthRefusal extends Error {
  readonly status: number;
  readonly type: 'invalid_client' | 'invalid_grant';

  constructor(status: number, type: OauthRefusal['type'], message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** With an error object, as all of Drift, or as RFC 6749 has it. */
export function oauthReply({ status, type, message }: OauthRefusal, switches: DriftSwitches): VendorReply {
  const body =
    switches.tokenErrors === 'object'
      ? { error: { type, message } }
      : { error: type, error_description: message };
  return { status, body };
}
