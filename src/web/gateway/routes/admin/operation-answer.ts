import { z } from 'zod';
import type { Done } from '../../../../operate/operations/operator.js';
import { operationResults, type OperationResult } from '../../../../operate/operations/results.js';

export const operationResult = z
  .enum(Object.keys(operationResults) as OperationResult[])
  .meta({ description: 'What it came to.' });

/** What was done, with its words for people. */
export const operationDone: z.ZodType<Done & { readonly means: string }> = z
  .object({
    auditId: z.int().meta({ description: 'ID of its entry in the audit log.', examples: [1234] }),
    result: operationResult,
    repeated: z.boolean().meta({ description: 'Whether the same `Idempotency-Key` had done it before.' }),
    means: z.string().meta({ description: 'The result in words, which may change.' }),
  })
  .meta({ id: 'OperationDone', description: 'What an operation came to.' });
