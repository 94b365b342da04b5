import type { PostOutcome } from '../shared/http-post.js';
import type { AttemptPlan } from '../shared/webhook-sender.js';

/**
 * How Twilio tries a webhook, with the overrides that its URL's fragment may hold (Twilio docs, webhook connection
 * overrides): connect timeout 5 s, answer within 15 s, one retry, and that only when no connection came about. A 4xx,
 * a 5xx or a slow answer is not tried again unless `rp` asks for it. All tries share the total time.
 */
export function connectionPlan(url: string, connectTo: string | null): AttemptPlan {
  const fragment = new URLSearchParams(url.split('#')[1] ?? '');
  const number = (key: string, preset: number, lowest: number, highest: number) => {
    const given = Number(fragment.get(key) ?? preset);
    return Number.isFinite(given) ? Math.min(highest, Math.max(lowest, given)) : preset;
  };
  const totalMs = number('tt', 15_000, 100, 15_000);
  const retries = number('rc', 1, 0, 5);
  const policy = (fragment.get('rp') ?? 'ct').split(',');
  return {
    connectTimeoutMs: number('ct', 5000, 100, 10_000),
    timeoutMs: Math.min(number('rt', 15_000, 100, 15_000), totalMs),
    connectTo,
    retryIn: (outcome, tries, elapsedMs) => {
      const trouble = troubleOf(outcome);
      const worth = trouble !== null && (policy.includes('all') || policy.includes(trouble));
      return worth && tries <= retries && elapsedMs < totalMs ? 0 : null;
    },
  };
}

function troubleOf(outcome: PostOutcome): 'ct' | 'rt' | '4xx' | '5xx' | null {
  if (outcome.kind === 'failed') return outcome.phase === 'connect' ? 'ct' : 'rt';
  if (outcome.status >= 500) return '5xx';
  return outcome.status >= 400 ? '4xx' : null;
}
