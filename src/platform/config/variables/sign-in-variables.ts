import { httpUrl, isPrivateRoute } from '../formats.js';
import { bothOrNeither, secret, text, variable } from './variable.js';

/** The OpenID provider by which people sign in to the console; null: nobody does. */
export const oidc = bothOrNeither({
  issuer: variable({
    name: 'OIDC_ISSUER',
    group: 'rarely',
    about:
      "Issuer URL of the company's OpenID provider: people sign in to the console by it. Its client's redirect URI is " +
      '/console/oidc/callback below ADMIN_URL. Unset: people sign in with tokens.',
    shouldBe: 'an https URL, or on this machine (loopback) an http URL',
    usedBy: 'gateway',
    inLiveMode: isPrivateRoute,
    inSupportBundle: 'url',
    schema: httpUrl,
  }),
  clientId: variable({
    name: 'OIDC_CLIENT_ID',
    group: 'rarely',
    about: 'Client ID of the console at OIDC_ISSUER.',
    shouldBe: 'the client ID, without spaces',
    usedBy: 'gateway',
    schema: text.regex(/^\S+$/),
  }),
  clientSecret: variable({
    name: 'OIDC_CLIENT_SECRET',
    group: 'rarely',
    about: 'Client secret of OIDC_CLIENT_ID.',
    usedBy: 'gateway',
    ...secret,
    shouldBe: 'the client secret, without spaces',
  }),
});
