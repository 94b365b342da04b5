import { modeOf, modeProblems } from './mode.js';
import type { Mode, Purpose } from './purpose.js';
import { ConfigError, Reader, type Environment } from './read.js';
import { repNumberProblems } from './rep-numbers.js';
import { withSecretFiles } from './secret-files.js';
import { settings, variables } from './variables.js';
import type { ValuesOf, Variable } from './variables/variable.js';

type Values = ValuesOf<typeof settings>;

export type ServerConfig = Values['server'];
export type ChatConfig = Values['chat'];
export type SmsConfig = Values['sms'];
/** What is said to visitors, and when. */
export type Behaviour = Values['behaviour'];
/** Whom texts go to, and how many. */
export type Caps = Values['caps'];
/** Pictures and files on their way between phone and chat. */
export type MediaConfig = Values['media'];
/** Traces for OpenTelemetry. */
export type TracingConfig = Values['tracing'];

export interface TemporalConfig extends ValuesOf<typeof settings.temporal> {
  /** What `@temporalio/envconfig` reads the rest of the connection from (TLS, API key, profile). */
  readonly environment: Readonly<Record<string, string>>;
}

/** The configuration of this process. @throws ConfigError */
export const loadConfigFor = (purpose: Purpose): Config => loadConfig(process.env, purpose);

/** Everything that can be set, parsed and frozen. Durations are milliseconds. */
export interface Config extends Values {
  readonly mode: Mode;
  readonly temporal: TemporalConfig;
  /** Settings that an org may set itself, as text by variable: what stands in for an org that has not. */
  readonly orgDefaults: Readonly<Record<string, string>>;
}

/**
 * Reads the whole configuration, for one purpose: it decides which keys are needed, and which are not kept.
 * @throws ConfigError with one message that lists every bad or missing variable and what it should be.
 */
export function loadConfig(given: Environment = process.env, purpose: Purpose = 'start'): Config {
  const { environment, problems: fileProblems } = withSecretFiles(given);
  const asGiven = new Reader(environment, 'live', purpose);
  const mode = modeOf(purpose, asGiven, environment);
  const reader = new Reader(environment, mode, purpose);
  const numbers = reader.read(settings.sms.fromNumbers) ?? [];
  const repNumbers = reader.read(settings.sms.repNumbers) ?? {};
  const problems = [
    ...fileProblems,
    ...reader.badValues(),
    ...reader.missing(),
    ...modeProblems(mode, asGiven),
    ...repNumberProblems(numbers, repNumbers),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const values = reader.readAll();
  return freeze({
    ...values,
    mode,
    temporal: { ...values.temporal, environment: temporalVariables(environment) },
    orgDefaults: Object.fromEntries(
      Object.values<Variable>(variables).flatMap((variable) => {
        const text = variable.perOrg === undefined ? undefined : reader.textOf(variable);
        return text === undefined ? [] : [[variable.name, text]];
      }),
    ),
  });
}

const temporalVariables = (environment: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[0].startsWith('TEMPORAL_') && entry[1] !== undefined,
    ),
  );

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) freeze(part as object);
  return Object.freeze(value);
}
