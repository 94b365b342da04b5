import { z } from 'zod';

/** The switches for webhook delivery that both vendors share; DeliveryKnobs documents each. */
export const deliveryKnobs = {
  delayMs: z.number().nonnegative().default(0),
  duplicates: z.number().int().nonnegative().default(0),
  duplicateMode: z.enum(['concurrent', 'sequential']).default('concurrent'),
  reorderWindowMs: z.number().nonnegative().default(0),
  reorderSeed: z.number().int().default(1),
};

/** An http(s) origin to connect to in place of the webhook URL's own, as behind a reverse proxy; null for none. */
export const connectTo = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .default(null);
