import { z } from 'zod';
import { OperationRefused, type Done } from '../../../../operate/operations/operator.js';
import { operationResults, type OperationResult } from '../../../../operate/operations/results.js';
import { HttpError } from '../../../../platform/errors/http-error.js';

export const operationResult = z
  .enum(Object.keys(operationResults) as OperationResult[])
  .meta({ description: 'Result of the operation.' });

/** The result of an operation, with an explanation in English. */
export const operationDone: z.ZodType<Done & { readonly means: string }> = z
  .object({
    auditId: z.int().meta({ description: 'ID of the audit log entry.', examples: [1234] }),
    result: operationResult,
    repeated: z
      .boolean()
      .meta({ description: 'True if an earlier request with the same `Idempotency-Key` did this.' }),
    means: z.string().meta({ description: 'The result in English; the wording may change.' }),
  })
  .meta({ id: 'OperationDone', description: 'The result of an operation.' });

/** Awaits the operation; adds an explanation in English to its result. A refusal becomes an HTTP error. */
export async function answer(work: Promise<Done>): Promise<Done & { readonly means: string }> {
  const result = await orHttpError(work);
  return { ...result, means: operationResults[result.result] };
}

/** What the operation gives; a refusal becomes an HTTP error. */
export async function orHttpError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OperationRefused) throw new HttpError(error.code, error.message);
    throw error;
  }
}
