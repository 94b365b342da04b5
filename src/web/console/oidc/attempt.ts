import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const COOKIE = 'textback_oidc';
const PATH = '/console/oidc';
const LASTS_SECONDS = 600;

const schema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  /** Milliseconds since the epoch. */
  until: z.number(),
});

/** A sign-in under way, which this browser began. */
export type Attempt = z.output<typeof schema>;

/**
 * Kept by the browser, signed, for ten minutes. Lax, unlike the session: it has to come along when the provider, another site, sends the
 * browser back.
 */
export function noteAttempt(reply: FastifyReply, attempt: Omit<Attempt, 'until'>, secure: boolean): void {
  const value: Attempt = { ...attempt, until: Date.now() + LASTS_SECONDS * 1_000 };
  reply.setCookie(COOKIE, Buffer.from(JSON.stringify(value)).toString('base64url'), {
    path: PATH,
    httpOnly: true,
    sameSite: 'lax',
    secure,
    signed: true,
    maxAge: LASTS_SECONDS,
  });
}

/** The browser's attempt, which is over by this; null if it has none, or one that is too old. */
export function takeAttempt(request: FastifyRequest, reply: FastifyReply): Attempt | null {
  const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '');
  reply.clearCookie(COOKIE, { path: PATH });
  if (!valid) return null;
  const { success, data } = schema.safeParse(parsed(value));
  return success && data.until > Date.now() ? data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
