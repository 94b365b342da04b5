const SECONDS = { second: 1, minute: 60, hour: 3_600 } as const;

/**
 * The limit that a response advertises, in calls per second; null if it advertises none. Drift documents that headers carry limits but
 * not which headers; these are Kong's, the gateway that it resembles. A limit without its period says nothing.
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
