import type { Config } from '../../platform/config/config.js';
import { variables, type Variable, type VariableName } from '../../platform/config/variables.js';
import type { WhatIf } from './compare.js';
import type { DecisionSettings } from './simulate.js';

/** Settings that can be tried, each in the format of the corresponding variable. */
export const whatIfOptions = {
  delay: 'FOLLOW_UP_DELAY',
  'max-age': 'FOLLOW_UP_MAX_AGE',
  'quiet-hours': 'QUIET_HOURS',
  'quiet-max-age': 'QUIET_MAX_AGE',
  'late-phone-window': 'LATE_PHONE_WINDOW',
  template: 'FOLLOW_UP_TEMPLATE',
} as const satisfies Record<string, VariableName>;

export type WhatIfOption = keyof typeof whatIfOptions;
export type WhatIfValues = Readonly<Partial<Record<WhatIfOption, string | undefined>>>;

/** An option is invalid; the message says what is expected. */
export class BadWhatIf extends Error {
  override readonly name = 'BadWhatIf';
  readonly code = 'bad_request';
}

/** Parses the options into the settings to compare. @throws BadWhatIf */
export function readWhatIf(
  given: WhatIfValues,
  { behaviour, sms }: Pick<Config, 'behaviour' | 'sms'>,
): WhatIf {
  const changed: Partial<DecisionSettings> = {
    ...setting('followUpDelayMs', parse(given, 'delay')),
    ...setting('followUpMaxAgeMs', parse(given, 'max-age')),
    ...setting('quietHours', parse(given, 'quiet-hours')),
    ...setting('quietMaxAgeMs', parse(given, 'quiet-max-age')),
    ...setting('latePhoneWindowMs', parse(given, 'late-phone-window')),
  };
  const { followUpDelayMs, followUpMaxAgeMs, latePhoneWindowMs, quietHours, quietMaxAgeMs } = behaviour;
  return {
    now: {
      followUpDelayMs,
      followUpMaxAgeMs,
      latePhoneWindowMs,
      quietHours,
      quietMaxAgeMs,
      defaultTimeZone: behaviour.defaultTimeZone,
      ownNumbers: sms.fromNumbers,
    },
    nowWords: { template: behaviour.followUpTemplate, businessName: behaviour.businessName },
    changed,
    changedTemplate: parse(given, 'template') ?? null,
  };
}

type Parsed<O extends WhatIfOption> = ReturnType<
  (typeof variables)[(typeof whatIfOptions)[O]]['schema']['parse']
>;

/** Undefined if the option is not given. */
function parse<O extends WhatIfOption>(given: WhatIfValues, option: O): Parsed<O> | undefined {
  const text = given[option];
  if (text === undefined) return undefined;
  const variable: Variable = variables[whatIfOptions[option]];
  const parsed = variable.schema.safeParse(text);
  if (!parsed.success) throw new BadWhatIf(`--${option} is "${text}": should be ${variable.shouldBe}`);
  return parsed.data as Parsed<O>;
}

/** `null` counts as a value: it means no quiet hours. */
const setting = <K extends keyof DecisionSettings>(key: K, value: DecisionSettings[K] | undefined) =>
  value === undefined ? {} : ({ [key]: value } as unknown as Pick<DecisionSettings, K>);
