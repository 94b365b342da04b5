import { readFileSync } from 'node:fs';
import type { Environment } from './read.js';
import { variables } from './variables.js';
import type { Variable } from './variables/variable.js';

/** Read by `@temporalio/envconfig` and not by us, but secret all the same. */
const OTHER_SECRETS = ['TEMPORAL_API_KEY'];

/** Every variable whose value may stand in a file that NAME_FILE names, as orchestrators mount secrets. */
const secretNames = (): string[] => [
  ...Object.values<Variable>(variables)
    .filter(({ secret }) => secret === true)
    .map(({ name }) => name),
  ...OTHER_SECRETS,
];

/** The environment with secrets read from their files, and a line for each that cannot be read. */
export function withSecretFiles(environment: Environment): {
  readonly environment: Environment;
  readonly problems: readonly string[];
} {
  const read: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of secretNames()) {
    const file = environment[`${name}_FILE`] ?? '';
    if (file === '') continue;
    if ((environment[name] ?? '') !== '') {
      problems.push(`${name} and ${name}_FILE are both set: set one of them`);
      continue;
    }
    const value = contentOf(file);
    if (value.kind === 'read') read[name] = value.text;
    else problems.push(`${name}_FILE: ${value.why}`);
  }
  return { environment: { ...environment, ...read }, problems };
}

type Content =
  { readonly kind: 'read'; readonly text: string } | { readonly kind: 'bad'; readonly why: string };

/** An editor ends a file with a line break, which no secret has. */
function contentOf(file: string): Content {
  try {
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? { kind: 'bad', why: `${file} is empty` } : { kind: 'read', text };
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    return { kind: 'bad', why: `${file} cannot be read (${code})` };
  }
}
