import type { Mode, Purpose } from './purpose.js';
import type { Reader } from './read.js';
import { settings, variables } from './variables.js';
import type { Variable } from './variables/variable.js';

const everyVariable = Object.values<Variable>(variables);

/** What this process would do to real people if it were live: a sandbox must not stand beside it. */
const isRealKey = (given: Reader, variable: Variable): boolean =>
  variable.published !== undefined &&
  variable !== settings.adminToken &&
  given.isSet(variable) &&
  given.textOf(variable) !== variable.published;

const hasHttps = (given: Reader): boolean => /^https:/i.test(given.textOf(settings.server.publicUrl) ?? '');

/** What shows that a process without SANDBOX is meant to be live. */
function somethingReal(given: Reader, environment: { readonly [name: string]: string | undefined }): boolean {
  return (
    everyVariable.some(
      (variable) =>
        variable.published !== undefined && variable !== settings.adminToken && given.isSet(variable),
    ) ||
    given.isSet(settings.database.url) ||
    given.isSet(settings.temporal.address) ||
    hasHttps(given) ||
    environment['NODE_ENV'] === 'production'
  );
}

/**
 * Whether this process is a sandbox. A gateway that has lost its keys must not become one by itself: its published tokens would
 * open a live database. So only SANDBOX=on makes a sandbox, or `npm start` where nothing real is configured.
 */
export function modeOf(
  purpose: Purpose,
  given: Reader,
  environment: { readonly [name: string]: string | undefined },
): Mode {
  if (purpose === 'sandbox') return 'sandbox';
  const asked = given.read(settings.sandbox);
  if (asked !== undefined) return asked ? 'sandbox' : 'live';
  const mayGuess = purpose === 'start' || purpose === 'records';
  return mayGuess && !somethingReal(given, environment) ? 'sandbox' : 'live';
}

/** A line for each setting that does not go with the mode. */
export function modeProblems(mode: Mode, given: Reader): string[] {
  if (mode === 'live')
    return everyVariable.flatMap((variable) =>
      variable.published !== undefined && given.textOf(variable) === variable.published
        ? [
            `${variable.name} is the sandbox's, which everybody can read: set your own, or SANDBOX=on for a sandbox`,
          ]
        : [],
    );
  const real = everyVariable.filter((variable) => isRealKey(given, variable));
  return [
    ...real.map(
      ({ name }) => `${name} is set beside SANDBOX=on: a sandbox takes no real key; unset one of them`,
    ),
    ...(hasHttps(given)
      ? ['PUBLIC_URL is an https URL beside SANDBOX=on: a sandbox is reached by http; unset one of them']
      : []),
  ];
}
