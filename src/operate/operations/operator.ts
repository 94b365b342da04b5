import type { OperationResult } from './results.js';

export interface Done {
  readonly auditId: number;
  readonly result: OperationResult;
  /** True if the same request had already done it. */
  readonly repeated: boolean;
}

/** The operation is impossible; nothing has changed. The message is for the operator and holds no number and no message text. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly code: 'not_found' | 'conflict' | 'bad_request' | 'ambiguous_org';
  constructor(code: OperationRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}
