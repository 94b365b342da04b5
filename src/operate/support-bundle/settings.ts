import type { Environment } from '../../platform/config/read.js';
import { variables, type Variable, type VariableName } from '../../platform/config/variables.js';
import { bareUrl, maskNumber } from './scrub.js';

type Shown = 'value' | 'url' | 'numbers';

/** How settings are shown. Any other, and so every new one, is `set` or `unset` until somebody has judged it. */
const shownAs: Readonly<Partial<Record<VariableName, Shown>>> = {
  HOST: 'value',
  PORT: 'value',
  PUBLIC_URL: 'url',
  DATABASE_URL: 'url',
  TEMPORAL_ADDRESS: 'value',
  TEMPORAL_NAMESPACE: 'value',
  TEMPORAL_TASK_QUEUE: 'value',
  TEMPORAL_UI_PORT: 'value',
  TEMPORAL_METRICS_PORT: 'value',
  WORKER_PORT: 'value',
  SANDBOX_PORT: 'value',
  LOG_LEVEL: 'value',
  DRIFT_API_URL: 'url',
  DRIFT_RATE_LIMIT: 'value',
  DRIFT_ORG_ID: 'value',
  TWILIO_API_URL: 'url',
  TWILIO_FROM_NUMBERS: 'numbers',
  SENDER_RATE: 'value',
  FOLLOW_UPS: 'value',
  FOLLOW_UP_DELAY: 'value',
  FOLLOW_UP_MAX_AGE: 'value',
  RELAY_MAX_AGE: 'value',
  DEFAULT_COUNTRY: 'value',
  DEFAULT_TIME_ZONE: 'value',
  QUIET_HOURS: 'value',
  QUIET_MAX_AGE: 'value',
  QUIET_REPLY_WINDOW: 'value',
  REORDER_WINDOW: 'value',
  BOT_MESSAGES: 'value',
  MARKER_TAG: 'value',
  LATE_PHONE_WINDOW: 'value',
  SESSION_IDLE: 'value',
  LATE_TEXT_WINDOW: 'value',
  RECONCILE_WINDOW: 'value',
  UNCLEAR_AFTER: 'value',
  UNCLEAR_TEXTS: 'value',
  STATUS_CHECK_AFTER: 'value',
  MMS: 'value',
  MEDIA_LINK_TTL: 'value',
};

/** Every setting by name: its value where that tells nothing of anybody, else whether it is set. */
export function describeSettings(environment: Environment): Record<string, string> {
  const entries = Object.entries(variables) as [VariableName, Variable][];
  return Object.fromEntries(
    entries.map(([name, variable]) => [name, describe(environment[name], variable, shownAs[name])]),
  );
}

function describe(value: string | undefined, { default: fallback }: Variable, shown?: Shown): string {
  if (value === undefined || value === '') return fallback === undefined ? 'unset' : 'default';
  switch (shown) {
    case undefined:
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

/** What must be nowhere in the bundle: the values of secret settings, passwords within URLs, our numbers and account IDs. */
export function secretsOf(environment: Environment): string[] {
  const entries = Object.entries(variables) as [VariableName, Variable][];
  return entries.flatMap(([name, variable]) => {
    const value = environment[name] ?? '';
    if (value === '') return [];
    if (variable.secret) return [value, ...credentialsIn(value)];
    if (shownAs[name] === 'url') return credentialsIn(value);
    return [...value.matchAll(OURS)].flatMap(([id]) => [id, id.replace('+', '')]);
  });
}

/** A number of ours, or an account's ID at Twilio (Twilio docs, string identifiers). */
const OURS = /\+\d{6,}|\b[A-Z]{2}[0-9a-f]{32}\b/g;

function credentialsIn(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  return [password, decodeURIComponent(password), ...searchParams.values()].filter((part) => part !== '');
}
