import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from '../shared/vendor-guard.js';
import { errorReply, TwilioError } from './error-codes.js';
import type { TwilioAccount } from './types.js';

/** Whose Basic credentials the call carries: the account's token, its API key, or neither. */
export function credentialsOf(account: TwilioAccount, request: FastifyRequest): 'token' | 'key' | null {
  const encoded = /^basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  if (given === `${account.accountSid}:${account.authToken}`) return 'token';
  const { apiKey, apiSecret } = account;
  const withKey = apiKey !== undefined && apiSecret !== undefined && given === `${apiKey}:${apiSecret}`;
  return withKey ? 'key' : null;
}

/** A guard for routes: good credentials for the account of the path, or 401 with 20003. */
export function authenticated(account: TwilioAccount) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { accountSid = account.accountSid } = (request.params ?? {}) as { accountSid?: string };
    if (credentialsOf(account, request) && accountSid === account.accountSid) return undefined;
    return answer(reply, errorReply(new TwilioError(20003)));
  };
}
