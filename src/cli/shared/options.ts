/** An option with a value, such as `--why TEXT`. Given twice, the last counts. */
export const text = (describe: string) =>
  ({
    type: 'string',
    requiresArg: true,
    describe,
    coerce: (given: string | readonly string[]): string =>
      typeof given === 'string' ? given : (given.at(-1) ?? ''),
  }) as const;

/** Those of every command that prints facts. */
export const jsonOption = {
  json: { type: 'boolean', default: false, describe: 'Print JSON' },
} as const;

/** The days that a command looks at. */
export const periodOptions = {
  from: text('First day, such as 2026-01-31; if omitted, 30 days up to the last'),
  to: text('Last day; if omitted, today'),
  zone: text('Time zone of the days, such as Europe/Berlin; if omitted, DEFAULT_TIME_ZONE'),
} as const;
