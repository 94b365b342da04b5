import { behaviourVariables } from './variables/behaviour-variables.js';
import { mediaVariables } from './variables/media-variables.js';
import { processVariables } from './variables/process-variables.js';
import { serverVariables } from './variables/server-variables.js';
import { tracingVariables } from './variables/tracing-variables.js';
import { vendorVariables } from './variables/vendor-variables.js';

export type { Variable } from './variables/variable.js';

/**
 * Every environment variable that Textback reads. This is the one table: the parser, docs/configuration.md and
 * .env.example are made from it or tested against it. Temporal's remaining connection variables (TEMPORAL_API_KEY,
 * TEMPORAL_TLS*, TEMPORAL_PROFILE ...) are read by `@temporalio/envconfig`, which documents them.
 */
export const variables = {
  ...serverVariables,
  ...vendorVariables,
  ...behaviourVariables,
  ...mediaVariables,
  ...processVariables,
  ...tracingVariables,
} as const;

export type VariableName = keyof typeof variables;
