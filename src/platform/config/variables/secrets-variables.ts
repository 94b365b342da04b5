import { z } from 'zod';
import { KeyRing } from '../../secrets/key-ring.js';
import { variable } from './variable.js';

const keyRing = z.string().transform((text, context) => {
  const ring = KeyRing.parse(text);
  if (ring !== null) return ring;
  context.addIssue({ code: 'custom', message: 'not a list of keys' });
  return z.NEVER;
});

/** Null: nothing can be sealed. */
export const encryptionKeys = variable({
  name: 'ENCRYPTION_KEYS',
  group: 'rarely',
  about:
    'Keys that seal stored secrets such as the tokens of orgs; the first one is active, the others still open what they sealed. ' +
    "Gateways and workers need the same. Unset: made in DATA_DIR beside a PostgreSQL that Textback starts itself, otherwise nothing can be sealed, which the environment's org alone does not need.",
  shouldBe:
    'comma-separated pairs of a name and 32 bytes in base64, such as `echo "k1:$(openssl rand -base64 32)"` prints one',
  secret: true,
  schema: keyRing,
});
