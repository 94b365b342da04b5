import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from '../shared/vendor-guard.js';
import { authReply, DriftError, errorReply } from './errors.js';
import type { DriftSimulator } from './simulator.js';
import type { AccessToken } from './tokens.js';
import type { DriftOrg, Scope } from './types.js';

/** The bearer token of a call, valid or not; Drift's own samples write `bearer` in lower case. */
export function bearerOf(request: FastifyRequest): string | null {
  return /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

export function tokenOf(drift: DriftSimulator, request: FastifyRequest): AccessToken | undefined {
  const bearer = bearerOf(request);
  return bearer === null ? undefined : drift.tokens.find(bearer);
}

/** The org that the call acts for. Only for routes that `needs` guards. */
export function orgOf(drift: DriftSimulator, request: FastifyRequest): DriftOrg {
  const token = tokenOf(drift, request);
  if (!token) throw new Error('this route is not guarded');
  return drift.orgs.get(token.orgId);
}

/** The app that the call comes from, as the messages that it posts show it. */
export function appIdOf(drift: DriftSimulator, request: FastifyRequest): string | undefined {
  const token = tokenOf(drift, request);
  return token?.app?.appId ?? orgOf(drift, request).appId;
}

/** A guard for routes: a valid token with this scope, or Drift's refusal. */
export function needs(drift: DriftSimulator, scope: Scope | null) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const bearer = bearerOf(request);
    const token = bearer === null ? undefined : drift.tokens.valid(bearer);
    if (!token) return answer(reply, authReply(drift.switches, 'The access token is invalid or has expired'));
    if (scope === null || token.scopes.includes(scope)) return undefined;
    const refusal = new DriftError(403, 'authentication_error', `Missing scope: ${scope}`);
    return answer(reply, errorReply(refusal, drift.switches));
  };
}
