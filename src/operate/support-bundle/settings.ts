import type { Environment } from '../../platform/config/read.js';
import { variables, type Variable } from '../../platform/config/variables.js';
import { bareUrl, maskNumber } from './scrub.js';

/** Every setting by name, with its value if that reveals nothing, else with whether it is set. */
export function describeSettings(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.values<Variable>(variables).map((variable) => [
      variable.name,
      describe(environment[variable.name], variable),
    ]),
  );
}

function describe(
  value: string | undefined,
  { default: fallback, inSupportBundle = 'whether set' }: Variable,
): string {
  if (value === undefined || value === '') return fallback === undefined ? 'unset' : 'default';
  switch (inSupportBundle) {
    case 'whether set':
      return 'set';
    case 'value':
      return value;
    case 'url':
      return bareUrl(value);
    case 'numbers': {
      const numbers = value.split(',').map((number) => number.trim());
      return `${numbers.length}: ${numbers.map(maskNumber).join(', ')}`;
    }
  }
}

/** Strings that must not appear in the bundle: values of secret settings, passwords within URLs, our numbers and account IDs. */
export function secretsOf(environment: Environment): string[] {
  return Object.values<Variable>(variables).flatMap(({ name, secret, inSupportBundle }) => {
    const value = environment[name] ?? '';
    if (value === '') return [];
    if (secret) return [value, ...credentialsIn(value)];
    if (inSupportBundle === 'url') return credentialsIn(value);
    return [...value.matchAll(OURS)].flatMap(([id]) => [id, id.replace('+', '')]);
  });
}

/** One of our numbers, or the ID of a Twilio account (Twilio docs, string identifiers). */
const OURS = /\+\d{6,}|\b[A-Z]{2}[0-9a-f]{32}\b/g;

function credentialsIn(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  return [password, decodeURIComponent(password), ...searchParams.values()].filter((part) => part !== '');
}
