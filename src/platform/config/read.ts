import type { z } from 'zod';
import type { Mode, Purpose } from './purpose.js';
import { settings, variables } from './variables.js';
import {
  isPair,
  isPublishedValue,
  isVariable,
  type Node,
  type ValuesOf,
  type Variable,
} from './variables/variable.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Stops a start. Its message names every bad variable at once, so that nobody has to find them one by one. */
export class ConfigError extends Error {
  readonly code = 'bad_configuration';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads settings from an environment, in which an empty value counts as unset. */
export class Reader {
  readonly #environment: Environment;
  readonly #mode: Mode;
  readonly #purpose: Purpose;
  constructor(environment: Environment, mode: Mode, purpose: Purpose = 'start') {
    this.#environment = environment;
    this.#mode = mode;
    this.#purpose = purpose;
  }

  isSet({ name }: Variable): boolean {
    return (this.#environment[name] ?? '') !== '';
  }

  /** The variable's text as it was set, without any default. */
  givenText({ name }: Variable): string | undefined {
    return this.#environment[name];
  }

  /** The variable's value; undefined if there is none or it is a bad one. */
  read<V extends Variable>(variable: V): z.output<V['schema']> | undefined {
    const text = this.textOf(variable);
    const value = text === undefined ? variable.whenUnset : variable.schema.safeParse(text).data;
    return value as z.output<V['schema']> | undefined;
  }

  /** The values of all settings. Those of variables that have a problem are null, whatever their type says. */
  readAll(): ValuesOf<typeof settings> {
    return this.#valueOf(settings) as ValuesOf<typeof settings>;
  }

  /** A line for each variable with a bad value. */
  badValues(): string[] {
    return Object.values<Variable>(variables).flatMap((variable) => {
      const text = this.textOf(variable);
      if (text === undefined || (variable.schema.safeParse(text).success && this.#isAllowed(variable, text)))
        return [];
      const shown = variable.secret ? '' : ` is "${withoutCredentials(text)}"`;
      return [`${variable.name}${shown}: should be ${variable.shouldBe}`];
    });
  }

  /** A published value is refused for what it is, with a line of its own; a look at the records needs none of this. */
  #isAllowed(variable: Variable, text: string): boolean {
    const isAsked = this.#mode === 'live' && this.#purpose !== 'records' && !isPublishedValue(variable, text);
    return !isAsked || variable.inLiveMode === undefined || variable.inLiveMode(text);
  }

  /** A line for each variable that a live run needs and that is not set, and for each that lacks its other half. */
  missing(): string[] {
    const isNeeded = this.#mode === 'live' && this.#purpose !== 'records';
    const needed = isNeeded ? Object.values<Variable>(variables).filter((one) => this.#isUsed(one)) : [];
    return [
      ...needed.flatMap((variable) => {
        const why = this.#whyNeeded(variable);
        return why === null || this.isSet(variable) ? [] : [`${variable.name} is missing: ${why}`];
      }),
      ...this.#halves(settings),
    ];
  }

  #whyNeeded({ needed }: Variable): string | null {
    if (needed === undefined) return null;
    if (typeof needed === 'string') return needed;
    return this.isSet(needed.unless) ? null : needed.why;
  }

  #halves(node: Node): string[] {
    if (isVariable(node)) return [];
    if (!isPair(node)) return Object.values(node).flatMap((part) => this.#halves(part));
    const both = Object.values(node.both);
    if (new Set(both.map((variable) => this.isSet(variable))).size < 2) return [];
    const names = both.map(({ name }) => name);
    const all = both.length === 2 ? 'both or neither' : 'all of them or none';
    return [`${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} go together: set ${all}`];
  }

  /** Whether this process works with it. A process does not keep what only the other one needs. */
  #isUsed({ usedBy }: Variable): boolean {
    return usedBy === undefined || this.#purpose === 'start' || this.#purpose === usedBy;
  }

  /** The variable's text: as it was set, else what stands in for it; undefined if nothing does. */
  textOf(variable: Variable): string | undefined {
    if (!this.#isUsed(variable)) return undefined;
    if (this.isSet(variable)) return this.givenText(variable);
    // A command that only reads records runs without keys: the sandbox's stand in for them, and are used for nothing.
    const standsIn =
      this.#mode === 'sandbox' || (this.#purpose === 'records' && variable.needed !== undefined);
    const own = standsIn ? variable.sandbox : undefined;
    return (typeof own === 'function' ? own(this.#sandboxPort()) : own) ?? variable.default;
  }

  /** A bad one is reported as such, and nothing that is made from it. */
  #sandboxPort(): number {
    const { sandboxPort } = settings;
    return this.read(sandboxPort) ?? Number(sandboxPort.default);
  }

  #valueOf(node: Node): unknown {
    if (isVariable(node)) return this.read(node) ?? null;
    const parts = Object.entries(isPair(node) ? node.both : node);
    const values = parts.map(([name, part]) => [name, this.#valueOf(part)] as const);
    if (isPair(node) && values.some(([, value]) => value === null)) return null;
    return Object.fromEntries(values);
  }
}

/** A URL may carry a password where none belongs. */
const withoutCredentials = (text: string) => text.replace(/\/\/[^/\s]*@/, '//***@');
