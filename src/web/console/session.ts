import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../orgs/people/authorise.js';
import { personOf, type Person } from '../../orgs/people/members.js';
import { bearerOf, type Bearer } from '../../orgs/people/tokens.js';
import type { Queryable } from '../../platform/db/pool.js';
import { owner } from '../access/callers.js';

/** Who is signed in. Kept in PostgreSQL; the cookie is a random number that stands for it. */
export interface Session {
  /** Looked up for each request: a role that was taken back counts from the next request on. */
  readonly caller: Caller;
  /** Differs for every session; nobody outside can know it. */
  readonly digest: string;
}

interface StoredSession {
  readonly operator: string;
  readonly tokenId: number | null;
  readonly personId: number | null;
}

export const SESSION_COOKIE = 'textback_console';
/** The console's pages and nothing else get the cookies. */
export const COOKIE_PATH = '/console';
const LASTS_SECONDS = 12 * 3_600;
const COOKIE = /^[\w-]{43}$/;

/**
 * Sessions that began with this admin token. The table holds a digest of each cookie, keyed by the token: a session is found
 * only under the token that it began with, and the table gives away neither.
 */
export class Sessions {
  readonly #db: Queryable;
  readonly #adminToken: string;

  constructor(db: Queryable, adminToken: string) {
    this.#db = db;
    this.#adminToken = adminToken;
  }

  /** Begins a session of somebody who has ADMIN_TOKEN and calls themselves `who`, of a personal token's bearer, or of a person; old ones of anybody that are over are deleted on this occasion. */
  async start(reply: FastifyReply, who: string | Bearer | Person, secure: boolean): Promise<void> {
    const cookie = randomBytes(32).toString('base64url');
    await this.#db.query('DELETE FROM console_sessions WHERE expires_at <= clock_timestamp()');
    await this.#db.query(
      `INSERT INTO console_sessions (digest, operator, token_id, person_id, expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 second')`,
      [
        this.#digestOf(cookie),
        typeof who === 'string' ? who : who.caller.name,
        typeof who !== 'string' && 'tokenId' in who ? who.tokenId : null,
        typeof who !== 'string' && 'personId' in who ? who.personId : null,
        LASTS_SECONDS,
      ],
    );
    reply.setCookie(SESSION_COOKIE, cookie, {
      path: COOKIE_PATH,
      httpOnly: true,
      sameSite: 'strict',
      secure,
      maxAge: LASTS_SECONDS,
    });
  }

  /** Null if nobody is signed in: no cookie, an unknown one, a session that is over, or one whose token or person is let in no more. */
  async find(request: FastifyRequest): Promise<Session | null> {
    const cookie = cookieOf(request);
    if (cookie === null) return null;
    const digest = this.#digestOf(cookie);
    const { rows } = await this.#db.query<StoredSession>(
      `SELECT operator, token_id AS "tokenId", person_id AS "personId" FROM console_sessions
       WHERE digest = $1 AND expires_at > clock_timestamp()`,
      [digest],
    );
    const caller = rows[0] === undefined ? null : await this.#callerOf(rows[0]);
    return caller === null ? null : { caller, digest: digest.toString('hex') };
  }

  /** Ends the request's session at every gateway: a copy of its cookie is worth nothing from here on. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cookie = cookieOf(request);
    if (cookie !== null)
      await this.#db.query('DELETE FROM console_sessions WHERE digest = $1', [this.#digestOf(cookie)]);
    reply.clearCookie(SESSION_COOKIE, { path: COOKIE_PATH });
  }

  async #callerOf({ operator, tokenId, personId }: StoredSession): Promise<Caller | null> {
    if (personId !== null) return (await personOf(this.#db, personId))?.caller ?? null;
    if (tokenId !== null) return (await bearerOf(this.#db, tokenId))?.caller ?? null;
    return owner(operator);
  }

  readonly #digestOf = (cookie: string): Buffer =>
    createHmac('sha256', this.#adminToken).update(`textback console session: ${cookie}`).digest();
}

function cookieOf({ cookies }: FastifyRequest): string | null {
  const cookie = cookies[SESSION_COOKIE] ?? '';
  return COOKIE.test(cookie) ? cookie : null;
}

const found = new WeakMap<FastifyRequest, Session>();

/** Remembers for this request who is signed in. */
export function noteSession(request: FastifyRequest, session: Session | null): void {
  if (session !== null) found.set(request, session);
}

/** Who asks; null if nobody is signed in. */
export const sessionOf = (request: FastifyRequest): Session | null => found.get(request) ?? null;

/** Owner of a page's forms: form tokens of one session do not work in another. Never empty: the CSRF library refuses that. */
export const ownerOfForms = (session: Session | null): string =>
  session === null ? 'nobody' : `session ${session.digest}`;
