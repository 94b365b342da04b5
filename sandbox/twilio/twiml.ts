import type { PostOutcome } from '../shared/http-post.js';

const LARGEST_REPLY = 65_536;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Twilio's reading of a webhook's response: texts to send back, and the code of a debugger alert. */
export interface WebhookReply {
  texts: string[];
  alert: number | null;
}

/**
 * Empty or 204: nothing. TwiML: each Message goes to the phone. Plain text goes to the phone as it is, which is why a
 * receiver must not answer "OK". Other types, too long an answer or a failure are alerts (Twilio docs, errors 11200,
 * 11205, 11750 and 12300).
 */
export function readReply(outcome: PostOutcome): WebhookReply {
  if (outcome.kind === 'failed') return { texts: [], alert: outcome.phase === 'connect' ? 11205 : 11200 };
  if (outcome.status < 200 || outcome.status >= 300) return { texts: [], alert: 11200 };
  if (outcome.body.trim() === '') return { texts: [], alert: null };
  if (outcome.body.length > LARGEST_REPLY) return { texts: [], alert: 11750 };
  const type = outcome.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/plain') return { texts: [outcome.body], alert: null };
  if (!/^(text|application)\/xml$/.test(type)) return { texts: [], alert: 12300 };
  return { texts: messagesIn(outcome.body), alert: null };
}

function messagesIn(twiml: string): string[] {
  return [...twiml.matchAll(/<Message\b[^>]*>([\s\S]*?)<\/Message>/g)].map((found) => {
    const inner = found[1] ?? '';
    const body = /<Body\b[^>]*>([\s\S]*?)<\/Body>/.exec(inner)?.[1] ?? inner.replace(/<[^>]*>/g, '');
    return body.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => entities[name] ?? whole).trim();
  });
}
