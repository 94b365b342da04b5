import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Who is signed in. Nothing is kept on our side: all of it is in the signed cookie. */
export interface Session {
  /** As they called themselves at the sign-in; it goes into the audit log. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export const SESSION_COOKIE = 'textback_console';
/** The console's pages and nothing else get the cookies. */
export const COOKIE_PATH = '/console';
const LASTS_MS = 12 * 3_600_000;

/** A key for one purpose, made of the admin token: another token ends every session. */
export const keyFor = (purpose: string, adminToken: string): Buffer =>
  createHmac('sha256', adminToken).update(`textback console: ${purpose}`).digest();

const shape = z.object({ name: z.string().min(1), until: z.number() });

/** `now` in milliseconds since the epoch. */
export function startSession(reply: FastifyReply, name: string, now: number, secure: boolean): void {
  const session: Session = { name, until: now + LASTS_MS };
  reply.setCookie(SESSION_COOKIE, Buffer.from(JSON.stringify(session)).toString('base64url'), {
    path: COOKIE_PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure,
    signed: true,
    maxAge: LASTS_MS / 1000,
  });
}

export function endSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: COOKIE_PATH });
}

/** Owner of a page's forms: one operator's form tokens do not work for another. Never empty: the CSRF library refuses that. */
export const ownerOfForms = (session: Session | null): string =>
  session === null ? 'nobody' : `operator ${session.name}`;

/** Null if nobody is signed in: no cookie, a cookie we did not sign, or an expired one. */
export function readSession(request: FastifyRequest, now: number): Session | null {
  const cookie = request.cookies[SESSION_COOKIE];
  const { valid, value } =
    cookie === undefined ? { valid: false, value: null } : request.unsignCookie(cookie);
  if (!valid || value === null) return null;
  const session = shape.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
  return session.until > now ? session : null;
}
