import { errorCodes, type HttpErrorCode } from './codes.js';

/** An answer other than 2xx that a handler decides on. Its message is shown to the caller: no secrets, no bodies. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly statusCode: number;
  constructor(code: HttpErrorCode, message: string = errorCodes[code].means) {
    super(message);
    this.name = 'HttpError';
    this.code = code;
    this.statusCode = errorCodes[code].status;
  }
}
