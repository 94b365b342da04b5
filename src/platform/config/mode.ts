import type { Mode, Purpose } from './purpose.js';
import type { Environment, Reader } from './read.js';
import { settings, variables } from './variables.js';
import { isPublishedValue, type Variable } from './variables/variable.js';

/** Variables of which the sandbox has a value that everybody can read. */
const published = Object.values<Variable>(variables).filter((variable) => variable.published !== undefined);

/** Keys and secrets of the vendors: who has a real one may do something to real people. */
const vendorKeys = published.filter((variable) => variable !== settings.adminToken);

/** The sandbox's values, which are no secret wherever they stand: its auth token is long enough to pass for an admin token. */
const publishedValues = new Set(published.flatMap(({ published: values }) => values));

/** What may not have a published value in live mode. */
const kept = Object.values<Variable>(variables).filter(
  (variable) => variable.secret === true || variable.published !== undefined,
);

const isPublished = (given: Reader, variable: Variable): boolean =>
  isPublishedValue(variable, given.givenText(variable));

const hasHttps = (given: Reader): boolean =>
  /^https:/i.test(given.givenText(settings.server.publicUrl) ?? '');

/** Names by which `@temporalio/envconfig` finds a Temporal of somebody else's, beside TEMPORAL_ADDRESS. */
const TEMPORAL_ELSEWHERE = ['TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_API_KEY'];

/** What shows that a process without SANDBOX is meant to be live. */
function somethingReal(given: Reader, environment: Environment): boolean {
  return (
    vendorKeys.some((variable) => given.isSet(variable)) ||
    given.isSet(settings.database.url) ||
    given.isSet(settings.temporal.address) ||
    TEMPORAL_ELSEWHERE.some((name) => (environment[name] ?? '') !== '') ||
    hasHttps(given) ||
    environment['NODE_ENV'] === 'production'
  );
}

/**
 * Whether this process is a sandbox. A gateway that has lost its keys must not become one by itself: its published tokens would
 * open a live database. So only SANDBOX=on makes a sandbox, or `npm start` where nothing real is configured.
 */
export function modeOf(purpose: Purpose, given: Reader, environment: Environment): Mode {
  if (purpose === 'sandbox') return 'sandbox';
  const asked = given.read(settings.sandbox);
  if (asked !== undefined) return asked ? 'sandbox' : 'live';
  const mayGuess = purpose === 'start' || purpose === 'records';
  return mayGuess && !somethingReal(given, environment) ? 'sandbox' : 'live';
}

/** A line for each setting that does not go with the mode. */
export function modeProblems(mode: Mode, given: Reader): string[] {
  if (mode === 'live')
    return kept
      .filter((variable) => publishedValues.has(given.givenText(variable)))
      .map(
        ({ name }) =>
          `${name} is the sandbox's, which everybody can read: set your own, or SANDBOX=on for a sandbox`,
      );
  const real = vendorKeys.filter((variable) => given.isSet(variable) && !isPublished(given, variable));
  return [
    ...real.map(
      ({ name }) => `${name} is set beside SANDBOX=on: a sandbox takes no real key; unset one of them`,
    ),
    ...(hasHttps(given)
      ? ['PUBLIC_URL is an https URL beside SANDBOX=on: a sandbox is reached by http; unset one of them']
      : []),
  ];
}
