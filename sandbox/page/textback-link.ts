import type { TextbackInfo } from '../page-info.js';

/** `ready`: takes events and a worker polls. `not_ready`: answers, but not that. `unreachable`: no answer at all. */
export type TextbackHealth = 'ready' | 'not_ready' | 'unreachable';

/** An answer to pass on to the browser. */
export interface RelayedAnswer {
  status: number;
  body: unknown;
}

/** Textback is beside us or on the same network: a slower answer than this (ms) is no live page. */
const ANSWER_WITHIN_MS = 3_000;

/** Asks `GET /health/ready`; never throws, for "no answer" is one of the answers. */
export async function textbackHealth(textback: TextbackInfo): Promise<TextbackHealth> {
  try {
    const answer = await fetch(new URL('/health/ready', textback.url), {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? 'ready' : 'not_ready';
  } catch {
    return 'unreachable';
  }
}

/**
 * Asks Textback's admin API what it makes of a Drift conversation. The admin token stays on this side of the page's server.
 *
 * @returns 200 with the conversation's state, 204 while Textback does not know it, 502 when Textback cannot be
 *   asked or answers with something else (its body is not passed on then: an error page is nothing to show).
 */
export async function textbackConversation(
  textback: TextbackInfo,
  conversationId: string,
): Promise<RelayedAnswer> {
  const url = new URL(`/admin/conversations/${encodeURIComponent(conversationId)}`, textback.url);
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${textback.adminToken}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 404) return { status: 204, body: undefined };
    if (!answer.ok) {
      return { status: 502, body: { error: `Textback answered with status ${answer.status}.` } };
    }
    return { status: 200, body: await answer.json() };
  } catch {
    return { status: 502, body: { error: 'Textback does not answer.' } };
  }
}
