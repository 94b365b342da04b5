import { z } from 'zod';
import type { TokenAnswer, TokenInfo } from '../chat-oauth.js';
import { idIn, objectIn, type JsonObject } from './webhook-data.js';

// Drift's token endpoint is not quite that of RFC 6749: `token_type` may be missing, `error` may be an object, and older samples spell
// everything in camelCase. Both spellings are read.

/** Drift's access tokens live two hours; what an answer does not say, or says absurdly, is that. */
const DEFAULT_LIFE_MS = 7_200_000;
/** A longer life in seconds is one in milliseconds: token_info and some answers count in those. */
const LONGEST_SECONDS = 7 * 86_400;

const secretText = z.string().regex(/^[\x21-\x7e]{1,4096}$/);

/** Null: the answer holds no access token. */
export function readTokenAnswer(body: unknown): TokenAnswer | null {
  const answer = objectIn(body);
  if (answer === undefined) return null;
  const accessToken = secretText.safeParse(answer['access_token'] ?? answer['accessToken']).data;
  if (accessToken === undefined) return null;
  return {
    accessToken,
    refreshToken: secretText.safeParse(answer['refresh_token'] ?? answer['refreshToken']).data ?? null,
    lifeMs: lifeIn(answer) || DEFAULT_LIFE_MS,
    orgId: idIn(answer['orgId'] ?? answer['org_id']) ?? orgOfUser(answer) ?? null,
  };
}

/** Null: the answer names no org. */
export function readTokenInfo(body: unknown): TokenInfo | null {
  const answer = objectIn(body);
  const info = objectIn(answer?.['data']) ?? answer;
  const orgId = info && (orgOfUser(info) ?? idIn(info['orgId'] ?? info['org_id']));
  if (info === undefined || orgId === undefined) return null;
  const scope = info['scope'] ?? info['scopes'];
  const scopes = (
    Array.isArray(scope) ? scope : typeof scope === 'string' ? scope.split(/[\s,]+/) : []
  ).filter((one): one is string => typeof one === 'string' && /^[\w.:-]{1,60}$/.test(one));
  return { orgId, scopes: [...new Set(scopes)], lifeMs: lifeIn(info) || null };
}

/** Null: the answer is no list. */
export function countPeopleIn(body: unknown): number | null {
  const list = Array.isArray(body) ? (body as unknown[]) : objectIn(body)?.['data'];
  if (!Array.isArray(list)) return null;
  return list.filter((one) => objectIn(one) !== undefined && objectIn(one)?.['bot'] !== true).length;
}

/** The vendor's word for what is wrong: `error` or `errors[0]`, as text or as an object with a type; undefined if it has none. */
export function errorIn(
  body: unknown,
): { readonly code: string | undefined; readonly ofClient: boolean } | undefined {
  const answer = objectIn(body);
  const errors = answer?.['errors'];
  const error = answer?.['error'] ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  if (error === undefined || error === null) return undefined;
  const detail = objectIn(error);
  const code = wordIn(detail?.['type'] ?? detail?.['code'] ?? detail?.['error'] ?? error);
  const said = [detail?.['message'], answer?.['error_description'], answer?.['message']].filter(
    (one) => typeof one === 'string',
  );
  const ofClient =
    code === 'invalid_client' ||
    code === 'unauthorized_client' ||
    said.some((one) => /\bclient[ _]?(id|secret)\b/i.test(one));
  return { code, ofClient };
}

/** Milliseconds; 0: it does not expire; undefined: not told. */
function lifeIn(answer: JsonObject): number | undefined {
  const given = answer['expires_in'] ?? answer['expiresIn'];
  const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return undefined;
  return Math.round(number > LONGEST_SECONDS ? number : number * 1_000);
}

const orgOfUser = (answer: JsonObject): number | undefined => {
  const user =
    answer['authenticated_userid'] ?? answer['authenticatedUserid'] ?? answer['authenticatedUserId'];
  return typeof user === 'string' ? idIn(/^orgId:(\d+)$/.exec(user)?.[1]) : undefined;
};

const wordIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.-]{1,60}$/.test(value) ? value : undefined;
