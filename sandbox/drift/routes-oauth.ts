import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { formFields } from '../shared/vendor-guard.js';
import { DriftError, invalid } from './errors.js';
import type { DriftSimulator } from './simulator.js';
import { OAUTH_TOKEN_SECONDS } from './tokens.js';

const tokenInfo = z.object({ access_token: z.string() });

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

export function oauthRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  app.post('/oauth2/token', (request) => {
    const { given, camelCase } = readTokenRequest(request.body);
    const org = drift.orgs.all.find(
      (one) => one.clientId === given.clientId && one.clientSecret === given.clientSecret,
    );
    const refused = new DriftError(403, 'authentication_error', 'Unknown client, code or refresh token');
    if (!org) throw refused;
    const pair =
      given.grantType === 'refresh_token'
        ? drift.tokens.refresh(given.refreshToken, org)
        : drift.tokens.exchangeCode(given.code, org);
    if (!pair) throw refused;
    drift.ledger.effect('token', { state: given.grantType, orgId: org.orgId });
    const { value } = pair.access;
    if (camelCase) {
      const times = { expiresIn: OAUTH_TOKEN_SECONDS, tokenType: 'bearer' };
      return { accessToken: value, refreshToken: pair.refreshToken, orgId: org.orgId, ...times };
    }
    return {
      access_token: value,
      refresh_token: pair.refreshToken,
      expires_in: OAUTH_TOKEN_SECONDS,
      token_type: 'bearer',
      orgId: org.orgId,
    };
  });

  // The cheapest check of a token; a bare object (Drift docs, token info).
  app.post('/app/token_info', (request) => {
    const parsed = tokenInfo.safeParse(request.body);
    if (!parsed.success) throw invalid('access_token is required');
    const token = drift.tokens.valid(parsed.data.access_token);
    if (!token)
      throw new DriftError(403, 'authentication_error', 'The access token is invalid or has expired');
    return {
      access_token: token.value,
      authenticated_userid: `orgId:${token.orgId}`,
      credential_id: drift.orgs.get(token.orgId).appId ?? 'sandbox-app',
      token_type: 'bearer',
      expires_in: token.expiresAt === null ? 0 : token.expiresAt - token.createdAt,
      created_at: token.createdAt,
      scope: token.scopes.join(' '),
      id: token.id,
    };
  });
}
