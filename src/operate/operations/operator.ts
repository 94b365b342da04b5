import type { OperationResult } from './results.js';

export interface Done {
  readonly auditId: number;
  readonly result: OperationResult;
  /** It had been done before, by the same request. */
  readonly repeated: boolean;
}

/** What was asked for cannot be done; nothing has changed. Its message is for the operator: no number, no words of anybody. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly code: 'not_found' | 'conflict' | 'bad_request';
  constructor(code: OperationRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}
