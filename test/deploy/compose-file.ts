import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** What the tests look at in a service; everything else is judged by the schema. */
export interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly mem_limit?: string;
  readonly logging?: { readonly driver?: string; readonly options?: Readonly<Record<string, string>> };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
}

export async function readComposeFile(): Promise<string> {
  return readFile('docker-compose.yml', 'utf8');
}

/** The `NAME=value` lines of a file; comments and blank lines are passed over. */
export async function readSettings(
  path: string,
  line = /^(\w+)=(.*)$/,
): Promise<Readonly<Record<string, string>>> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const pairs = lines.flatMap((text) => {
    const [, name, value] = line.exec(text) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Parses the file as Compose does, anchors and merge keys resolved. */
export function parseCompose(text: string): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

/** `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and the forms without the colon; innermost ones only. */
const expression = /(?<!\$)\$\{(\w+)(?:(:?)([-?])([^${}]*))?\}/;

/** Names of the variables that the file takes from .env or the shell by `${...}`. */
export function interpolatedNames(text: string): string[] {
  return [...new Set([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name = '']) => name))];
}

/**
 * Replaces `${...}` as the compose specification's chapter on interpolation says.
 * @throws Error with the file's own message for a required variable that is missing.
 */
export function interpolate(text: string, environment: Readonly<Record<string, string>>): string {
  let result = text;
  for (let match = expression.exec(result); match; match = expression.exec(result)) {
    const [whole, name = '', colon, operator, rest = ''] = match;
    const value = environment[name];
    const isMissing = value === undefined || (colon === ':' && value === '');
    if (isMissing && operator === '?') throw new Error(`${name}: ${rest}`);
    const replacement = isMissing ? (operator === '-' ? rest : '') : value;
    result = result.replace(whole, () => replacement);
  }
  return result.replaceAll('$$', '$');
}
