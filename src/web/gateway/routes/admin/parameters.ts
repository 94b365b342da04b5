import { z } from 'zod';

/** An ID in a query string; null if absent. `what` completes "before should be ...". */
export const idText = (what: string, description: string) =>
  z
    .string({ error: `should be ${what}` })
    .regex(/^\d{1,15}$/, { error: `should be ${what}` })
    .meta({ description, examples: ['1234'] })
    .optional()
    .transform((text) => (text === undefined ? null : Number(text)));

/** An ID in the path of an operation. */
export const pathId = (description: string) =>
  z.coerce
    .number({ error: 'should be a whole number' })
    .int({ error: 'should be a whole number' })
    .positive({ error: 'should be above 0' })
    .max(Number.MAX_SAFE_INTEGER, { error: 'should be smaller' })
    .meta({ description, examples: [4113510502] });

/** Names the org of a conversation. */
export const whichOrg = z.object({
  org: z
    .string({ error: "should be Drift's ID of an org" })
    .regex(/^\d{1,15}$/, { error: "should be Drift's ID of an org" })
    .meta({
      description:
        "Drift's ID of the org whose conversation this is; needed only if several orgs that the caller may see have a conversation of this ID.",
      examples: ['7007'],
    })
    .optional(),
});

/** An org in a path. */
export const orgPath = z
  .string()
  .regex(/^\d{1,15}$/, { error: "should be Drift's ID of an org" })
  .meta({ description: "Drift's ID of the org.", examples: ['7007'] });

/** Headers of every operation: the operator and the request's idempotency key. */
export const operatorHeaders = z.looseObject({
  'x-operator': z
    .string()
    .optional()
    .meta({
      description:
        'Name of the operator, for the audit log; `admin` if absent. Counts with `ADMIN_TOKEN` only: a personal token has its own name.',
      examples: ['Kim'],
    }),
  'idempotency-key': z
    .string()
    .regex(/^[\w.:-]{1,100}$/, { error: 'should be 1 to 100 letters, digits and . : _ -' })
    .optional()
    .meta({
      description: 'Repeating a key changes nothing and returns the first response.',
      examples: ['redrive-2026-01-31-1'],
    }),
});
