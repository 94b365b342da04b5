import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { z } from 'zod';
import { preciseNow } from '../shared/ledger.js';
import { entryOf, formFields } from '../shared/vendor-guard.js';
import { needs, tokenOf } from './auth.js';
import { invalid, OauthRefusal } from './errors.js';
import type { TokenPair } from './grants.js';
import type { Presentation } from './presentations.js';
import type { DriftSimulator } from './simulator.js';
import type { DriftApp, DriftOrg } from './types.js';

const tokenRequest = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  code: z.string().default(''),
  refreshToken: z.string().default(''),
  grantType: z.enum(['authorization_code', 'refresh_token']),
});

/** Both spellings that Drift's docs and samples use: a form in snake_case, JSON in camelCase. */
function readTokenRequest(body: unknown): { given: z.output<typeof tokenRequest>; camelCase: boolean } {
  const fields = z
    .record(z.string(), z.unknown())
    .parse(body instanceof URLSearchParams ? formFields(body) : body);
  const given = tokenRequest.parse({
    clientId: fields['client_id'] ?? fields['clientId'],
    clientSecret: fields['client_secret'] ?? fields['clientSecret'],
    code: fields['code'],
    refreshToken: fields['refresh_token'] ?? fields['refreshToken'],
    grantType: fields['grant_type'] ?? fields['grantType'],
  });
  return { given, camelCase: 'clientId' in fields || 'grantType' in fields };
}

/** Whether a grant is this client's: of an app that companies connect, or of an org's own. */
function clientOf(
  drift: DriftSimulator,
  clientId: string,
  clientSecret: string,
): ((grant: { org: DriftOrg; app: DriftApp | null }) => boolean) | null {
  const isClient = (one: { clientId?: string; clientSecret?: string }) =>
    one.clientId === clientId && one.clientSecret === clientSecret;
  if (![...drift.apps.all, ...drift.orgs.all].some(isClient)) return null;
  return ({ org, app }) => isClient(app ?? org);
}

export function oauthRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  const arrivals = new WeakMap<FastifyRequest, number>();
  const onRequest: onRequestHookHandler = (request, _reply, done) => {
    arrivals.set(request, preciseNow());
    done();
  };

  app.post('/oauth2/token', { onRequest }, (request, reply) => {
    const { given, camelCase } = readTokenRequest(request.body);
    const isRefresh = given.grantType === 'refresh_token';
    const begun = arrivals.get(request) ?? preciseNow();
    const presentation = isRefresh
      ? drift.presentations.begin(given.refreshToken, drift.grants.ownerOf(given.refreshToken), begun)
      : null;
    if (presentation) watchEnd(presentation, request, reply);
    const isOf = clientOf(drift, given.clientId, given.clientSecret);
    if (!isOf) throw new OauthRefusal(401, 'invalid_client', 'Unknown client id or client secret');
    const pair = isRefresh
      ? drift.grants.refresh(given.refreshToken, isOf)
      : drift.grants.exchangeCode(given.code, isOf);
    if (!pair)
      throw new OauthRefusal(400, 'invalid_grant', 'The code or refresh token is invalid or has expired');
    if (presentation) presentation.accepted = true;
    drift.ledger.effect('token', { state: given.grantType, orgId: pair.access.orgId });
    return tokenAnswer(drift, pair, camelCase);
  });

  // The cheapest check of a token; a bare object (Drift docs, token info).
  app.post('/app/token_info', { preHandler: needs(drift, null) }, (request) => {
    const given = z.record(z.string(), z.unknown()).catch({}).parse(request.body);
    const asked = given['access_token'] ?? given['accessToken'];
    const token = typeof asked === 'string' ? drift.tokens.valid(asked) : undefined;
    if (!token) throw invalid(asked === undefined ? 'access_token is required' : 'access_token is unknown');
    return {
      access_token: token.value,
      authenticated_userid: `orgId:${token.orgId}`,
      credential_id: token.app?.appId ?? drift.orgs.get(token.orgId).appId ?? 'sandbox-app',
      token_type: 'bearer',
      expires_in: token.expiresAt === null ? 0 : token.expiresAt - token.createdAt,
      created_at: token.createdAt,
      scope: token.scopes.join(' '),
      id: token.id,
    };
  });

  // The secret stands in the query (Drift docs, uninstalling), with the company's token as bearer.
  app.post('/app/uninstall', { preHandler: needs(drift, null) }, (request) => {
    const { clientId, clientSecret } = z
      .object({ clientId: z.string(), clientSecret: z.string() })
      .parse(request.query);
    const token = tokenOf(drift, request);
    const isOf = clientOf(drift, clientId, clientSecret);
    if (!token || !isOf?.({ org: drift.orgs.get(token.orgId), app: token.app }))
      throw invalid('clientId and clientSecret are not those of the token');
    if (token.app === null) drift.setToken('revoked', token.orgId);
    else drift.uninstall(token.orgId, token.app.clientId);
    return { result: 'OK', ok: true };
  });
}

function tokenAnswer(
  drift: DriftSimulator,
  pair: TokenPair,
  askedInCamelCase: boolean,
): Record<string, unknown> {
  const { tokenType, tokenOrgId, tokenSpelling, tokenExpiresIn } = drift.switches;
  const camelCase = tokenSpelling === 'as-asked' ? askedInCamelCase : tokenSpelling === 'camelCase';
  const lifeMs = (pair.access.expiresAt ?? 0) - pair.access.createdAt;
  const life = { seconds: Math.round(lifeMs / 1000), milliseconds: lifeMs, absent: undefined }[
    tokenExpiresIn
  ];
  const fields: [string, string, unknown][] = [
    ['access_token', 'accessToken', pair.access.value],
    ['refresh_token', 'refreshToken', pair.refreshToken ?? undefined],
    ['expires_in', 'expiresIn', life],
    ['token_type', 'tokenType', tokenType ? 'bearer' : undefined],
    ['orgId', 'orgId', tokenOrgId ? pair.access.orgId : undefined],
  ];
  return Object.fromEntries(
    fields
      .filter(([, , value]) => value !== undefined)
      .map(([snake, camel, value]) => [camelCase ? camel : snake, value]),
  );
}

/** A presentation lasts until its answer has left, or the connection has ended. */
function watchEnd(presentation: Presentation, request: FastifyRequest, reply: FastifyReply): void {
  const ended = () => {
    presentation.endedAt = preciseNow();
    presentation.answer = reply.raw.writableFinished && entryOf(request)?.reply !== 'lost' ? 'sent' : 'lost';
  };
  if (reply.raw.closed)
    ended(); // whoever asked has gone before it was looked at
  else reply.raw.once('close', ended);
}
