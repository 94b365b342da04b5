import type { TwilioSimulator } from './simulator.js';
import type { Media, Text } from './types.js';

/** All media of an MMS together (Twilio docs, accepted content types for media). */
const LARGEST = 5 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const ACCEPTED =
  /^(image\/|video\/|audio\/|application\/pdf|text\/(plain|vcard|x-vcard|calendar|directory|csv))/;

interface Fetched {
  status: number | null;
  contentType: string | null;
  length: number;
  error: string | null;
}

/**
 * Fetches a text's media, as Twilio does after it has accepted the text: HEAD and GET, without credentials. The ledger
 * records each request. Returns the error code with which the text fails, or null.
 */
export async function fetchMedia(
  twilio: TwilioSimulator,
  text: Text,
  signal: AbortSignal,
): Promise<number | null> {
  let total = 0;
  let trouble: number | null = null;
  for (const media of text.media) {
    const fetched = await fetchOne(twilio, media, signal);
    signal.throwIfAborted();
    media.contentType = fetched.contentType ?? media.contentType;
    total += fetched.length;
    twilio.ledger.effect('media-fetched', {
      sid: text.sid,
      mediaSid: media.sid,
      url: media.url,
      ...fetched,
    });
    trouble ??= troubleOf(fetched, total);
  }
  return trouble;
}

async function fetchOne(twilio: TwilioSimulator, { sid, url }: Media, signal: AbortSignal): Promise<Fetched> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const headers = { 'user-agent': 'TwilioProxy/1.1', accept: '*/*' };
  try {
    const head = await fetch(url ?? '', { method: 'HEAD', signal: limit, headers });
    if (!head.ok) return { status: head.status, contentType: null, length: 0, error: 'HEAD' };
    const answer = await fetch(url ?? '', { signal: limit, headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    twilio.files.set(sid, bytes);
    const contentType = answer.headers.get('content-type');
    const same = contentType === head.headers.get('content-type');
    return { status: answer.status, contentType, length: bytes.length, error: same ? null : 'types differ' };
  } catch (error) {
    return { status: null, contentType: null, length: 0, error: String(error) };
  }
}

function troubleOf({ status, contentType, error }: Fetched, total: number): number | null {
  if (status !== 200 || error !== null) return 11200;
  if (!ACCEPTED.test(contentType ?? '')) return 12300;
  return total > LARGEST ? 11751 : null;
}
