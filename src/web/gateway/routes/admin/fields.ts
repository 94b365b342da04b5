import { z } from 'zod';

/* Fields that several responses share. */

export const orgId = z.int().meta({ description: "Drift's ID of the org.", examples: [7007] });

export const conversationId = z
  .int()
  .meta({ description: "Drift's ID of the conversation.", examples: [4113510502] });

export const sendId = z.string().meta({
  description: 'ID of the send, for `/admin/sends/{id}/redrive`.',
  format: 'uuid',
  examples: ['6f1c0d0e-7a5b-4e43-9b6c-0a8f0d6a1b2c'],
});

/** The value of `before` that returns the next, older page; null on the last page. */
export const next = z
  .int()
  .nullable()
  .meta({ description: 'Pass as `before` to get the next page; null on the last page.', examples: [1184] });
