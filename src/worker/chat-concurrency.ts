/** Calls to Drift that one worker has under way at once: enough to keep the rate limit busy; the rest waits in Temporal's queue, most urgent first. */
export const chatConcurrency = (rateLimit: number): number => Math.max(5, Math.ceil(rateLimit / 2));
