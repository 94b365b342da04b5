const SECONDS = { second: 1, minute: 60, hour: 3_600 } as const;

/**
 * The limit that an answer names, in calls a second; null where it names none. Drift says that limits stand in headers but not in
 * which; these are Kong's, the gateway's that it resembles. A header without its time tells nothing.
 */
export function limitInHeaders(headers: Readonly<Record<string, unknown>>): number | null {
  const limits = Object.entries(headers).flatMap(([name, value]) => {
    const unit = /^x-ratelimit-limit-(second|minute|hour)$/i.exec(name)?.[1]?.toLowerCase();
    const calls = Number(value);
    return unit !== undefined && value !== '' && Number.isFinite(calls) && calls > 0
      ? [calls / SECONDS[unit as keyof typeof SECONDS]]
      : [];
  });
  return limits.length === 0 ? null : Math.min(...limits);
}
