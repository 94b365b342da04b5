import type { z } from 'zod';
import { variables, type Variable, type VariableName } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Present for certain where the table gives a default. */
export type Values = {
  [N in VariableName]: (typeof variables)[N] extends { default: string }
    ? z.infer<(typeof variables)[N]['schema']>
    : z.infer<(typeof variables)[N]['schema']> | undefined;
};

/** Stops a start. Its message names every bad variable at once, so that nobody has to find them one by one. */
export class ConfigError extends Error {
  readonly code = 'bad_configuration';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Parses all variables of the table; an empty value counts as unset. `overrides` replace the table's defaults. */
export function readVariables(
  environment: Environment,
  overrides: Readonly<Partial<Record<VariableName, string>>>,
): { values: Values; problems: string[] } {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables) as [VariableName, Variable][]) {
    const set = environment[name] === '' ? undefined : environment[name];
    const text = set ?? overrides[name] ?? variable.default;
    if (text === undefined) continue;
    const parsed = variable.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        `${name}${variable.secret ? '' : ` is "${withoutCredentials(text)}"`}: should be ${variable.shouldBe}`,
      );
  }
  return { values: values as Values, problems };
}

/** A URL may carry a password where none belongs. */
const withoutCredentials = (text: string) => text.replace(/\/\/[^/\s]*@/, '//***@');
