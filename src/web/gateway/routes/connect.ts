import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../../orgs/people/authorise.js';
import { authorise, orgsWhere } from '../../../orgs/people/authorise.js';
import { ATTEMPT_SECONDS, useTicket, type Wish } from '../../../orgs/connect/attempts.js';
import { beginInstall, connectRefusals, finishInstall } from '../../../orgs/connect/install.js';
import { editions, type Edition } from '../../../contracts/scopes.js';
import { connectPaths } from '../../../contracts/stored-names.js';
import { HttpError } from '../../../platform/errors/http-error.js';
import { KeysMissing } from '../../../platform/secrets/key-encryption.js';
import { identify, owner } from '../../access/callers.js';
import { wholeNumber } from '../../access/whole-number.js';
import type { AdminToken } from '../../admin-token/admin-token.js';
import { sendPage } from '../connect-page.js';
import type { GatewayContext } from '../context.js';

/** A cookie of its own, for the way back alone: the console's would not come along from the vendor's page, and must not. */
const COOKIE = 'textback_connect';
const COOKIE_PATH = '/oauth';
const OWN_COOKIE = /(?:^|;\s*)textback_connect=([\w-]{43})(?:;|$)/;
const TICKET = /^[\w-]{43}$/;

/** Where a company's admin goes to connect it, and comes back to from the vendor's consent page. Both are for browsers. */
export function connectRoutes(app: FastifyInstance, context: GatewayContext, adminToken: AdminToken): void {
  const { connecting, pool, publicUrl, log } = context;
  if (connecting === undefined) return;
  const isHttps = () => publicUrl().startsWith('https:');
  const setCookie = (reply: FastifyReply, value: string, maxAge: number) =>
    reply.header(
      'set-cookie',
      `${COOKIE}=${value}; Max-Age=${maxAge}; Path=${COOKIE_PATH}; HttpOnly; SameSite=Lax${isHttps() ? '; Secure' : ''}`,
    );
  const refuse = (reply: FastifyReply, status: number, words: string) =>
    sendPage(reply, { status, title: 'Nothing was connected', words: [words] });
  const orPage =
    (work: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        return await work(request, reply);
      } catch (error) {
        if (error instanceof HttpError) return refuse(reply, error.statusCode, error.message);
        log.error({ code: 'internal_error', requestId: request.id, err: error }, 'connecting an org failed');
        return refuse(reply, 500, 'Something went wrong on our side. Begin again in a minute.');
      }
    };

  app.get(
    connectPaths.begin,
    orPage(async (request, reply) => {
      const wish = await wishOf(request, reply);
      if (!connecting.hasKeys) throw new HttpError('encryption_keys_missing', new KeysMissing().message);
      const begun = await beginInstall(connecting, wish);
      if (begun === null) return refuse(reply, 404, connectRefusals.no_app);
      setCookie(reply, begun.cookie, ATTEMPT_SECONDS);
      return reply
        .headers({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
        .redirect(begun.url, 303);
    }),
  );

  app.get(
    connectPaths.callback,
    orPage(async (request, reply) => {
      const [, given = null] = OWN_COOKIE.exec(request.headers.cookie ?? '') ?? [];
      const query = request.url.slice(request.url.indexOf('?') + 1 || request.url.length);
      const installed = await finishInstall(connecting, query, given);
      if (installed.is === 'refused') return refuse(reply, 400, connectRefusals[installed.why]);
      setCookie(reply, '', 0);
      const { orgId, edition, missing } = installed;
      const isWhole = missing.length === 0;
      return sendPage(reply, {
        status: 200,
        title: `Org ${orgId} is connected`,
        words: [
          edition === 'read'
            ? 'Textback may read its chats, and does nothing else there.'
            : 'Textback works for it from now on. You may close this page.',
          ...(isWhole
            ? []
            : [
                'Drift did not grant all that this needs, so that parts of it are off. The app lacks these scopes:',
              ]),
        ],
        missing,
      });
    }),
  );

  /** @throws HttpError */
  async function wishOf(request: FastifyRequest, reply: FastifyReply): Promise<Wish> {
    const { ticket, edition, org } = request.query as Readonly<Record<string, unknown>>;
    if (ticket !== undefined) {
      const wish = typeof ticket === 'string' && TICKET.test(ticket) ? await useTicket(pool, ticket) : null;
      if (wish === null)
        throw new HttpError(
          'not_found',
          'This link was used already, or is older than ten minutes. Ask for another one.',
        );
      return wish;
    }
    const caller = await callerOf(request, reply);
    return wishFor(caller, {
      edition: editionIn(edition),
      orgId: org === undefined ? null : wholeNumber(org),
    });
  }

  async function callerOf(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined)
      throw new HttpError('unauthorized', 'Open the link that an admin of this installation gives you.');
    const identified = await identify(adminToken, pool, bearer, 'admin', request);
    if (identified.is === 'owner') return owner([request.headers['x-operator']].flat()[0] ?? 'admin');
    if (identified.is === 'bearer') return identified.bearer.caller;
    if (identified.waitSeconds === 0) throw new HttpError('unauthorized');
    reply.header('retry-after', identified.waitSeconds);
    throw new HttpError('too_many_wrong_tokens');
  }
}

/** Write unless the address says read. @throws HttpError */
export function editionIn(given: unknown): Edition {
  const edition = editions.find((one) => one === (given ?? 'write'));
  if (edition === undefined) throw new HttpError('bad_request', 'edition should be write or read');
  return edition;
}

/** Who runs one org may connect that one; the installation's owner any. @throws HttpError */
export function wishFor(
  caller: Caller,
  { edition, orgId }: { readonly edition: Edition; readonly orgId: number | null },
): Wish {
  const own = orgsWhere(caller, 'manage_org');
  const meant = orgId ?? (own?.length === 1 ? (own[0] ?? null) : null);
  const verdict = authorise(caller, 'manage_org', meant);
  if (verdict !== 'allowed') throw new HttpError(verdict === 'unseen' ? 'not_found' : 'forbidden');
  return { edition, orgId: meant, who: caller.name };
}
