import { behaviour } from './variables/behaviour-variables.js';
import { caps } from './variables/caps-variables.js';
import { media } from './variables/media-variables.js';
import { adminToken, logLevel, sandbox, sandboxPort, worker } from './variables/process-variables.js';
import { encryptionKeys } from './variables/secrets-variables.js';
import { oidc } from './variables/sign-in-variables.js';
import { database, server, temporal } from './variables/server-variables.js';
import { tracing } from './variables/tracing-variables.js';
import { isPair, isVariable, type BothOrNeither, type Node, type Variable } from './variables/variable.js';
import { chat, sms } from './variables/vendor-variables.js';

export type { Group, Variable } from './variables/variable.js';

/**
 * Every environment variable that Textback reads, where its value stands in the configuration: `Config` is made from this
 * tree. Temporal's remaining connection variables (TEMPORAL_API_KEY, TEMPORAL_TLS*, TEMPORAL_PROFILE ...) are read by
 * `@temporalio/envconfig`, which documents them.
 */
export const settings = {
  server,
  database,
  temporal,
  chat,
  sms,
  behaviour,
  caps,
  media,
  adminToken,
  encryptionKeys,
  oidc,
  sandbox,
  sandboxPort,
  worker,
  logLevel,
  tracing,
};

type VariablesOf<S> = S extends Variable
  ? S
  : S extends BothOrNeither<infer P>
    ? P[keyof P]
    : { [K in keyof S]: VariablesOf<S[K]> }[keyof S];

type Table = { readonly [V in VariablesOf<typeof settings> as V['name']]: V };

export type VariableName = keyof Table;

/** The same variables by name. `npm run docs` writes docs/configuration.md, .env.example and docker-compose.yml from this table. */
export const variables = Object.fromEntries(
  variablesOf(settings).map((variable) => [variable.name, variable]),
) as Table;

function variablesOf(node: Node): Variable[] {
  if (isVariable(node)) return [node];
  return Object.values(isPair(node) ? node.both : node).flatMap(variablesOf);
}
