import { httpUrl, isPrivateRoute } from '../formats.js';
import { sandboxCredentials } from '../sandbox-credentials.js';
import { bothOrNeither, secret, text, variable } from './variable.js';

const { drift } = sandboxCredentials;

const address = {
  shouldBe: 'an https URL, or in a sandbox or on this machine (loopback) an http URL',
  inLiveMode: isPrivateRoute,
  inSupportBundle: 'url',
  schema: httpUrl,
} as const;

/** The app with which a company gets everything: it reads and writes. */
const write = {
  client: bothOrNeither({
    id: variable({
      name: 'DRIFT_CLIENT_ID',
      group: 'rarely',
      about: 'Client ID of the Drift app by which companies connect (OAuth). Unset: nobody connects by it.',
      shouldBe: "the app's client ID, without spaces",
      sandbox: drift.clientId,
      published: drift.clientId,
      schema: text.regex(/^\S+$/),
    }),
    secret: variable({
      name: 'DRIFT_CLIENT_SECRET',
      group: 'rarely',
      about: 'Client secret of DRIFT_CLIENT_ID.',
      sandbox: drift.clientSecret,
      published: drift.clientSecret,
      ...secret,
    }),
  }),
  verificationToken: variable({
    name: 'DRIFT_APP_VERIFICATION_TOKEN',
    group: 'rarely',
    about:
      'Verification token of that app: its webhooks carry it, for all companies that connected. Unset: DRIFT_VERIFICATION_TOKEN.',
    usedBy: 'gateway',
    published: [drift.verificationToken, drift.appVerificationToken],
    ...secret,
  }),
  authorizeUrl: variable({
    name: 'DRIFT_AUTHORIZE_URL',
    group: 'rarely',
    about: "Drift's page where a company's admin approves the app.",
    default: 'https://dev.drift.com/authorize',
    sandbox: (sandboxPort) => `http://127.0.0.1:${sandboxPort + 1}/authorize`,
    ...address,
  }),
  /** Null: below the API's URL. */
  tokenUrl: variable({
    name: 'DRIFT_TOKEN_URL',
    group: 'rarely',
    about: 'Where Drift gives tokens. Unset: /oauth2/token below DRIFT_API_URL.',
    ...address,
  }),
};

/** The app of companies that only want their transcripts read: Drift fixes scopes on the app, so it is one of its own. */
const read = {
  client: bothOrNeither({
    id: variable({
      name: 'DRIFT_READ_CLIENT_ID',
      group: 'rarely',
      about:
        'Client ID of a second Drift app that has only scopes to read, for companies that want no more. Unset: there is none.',
      shouldBe: "the app's client ID, without spaces",
      sandbox: drift.readClientId,
      published: drift.readClientId,
      schema: text.regex(/^\S+$/),
    }),
    secret: variable({
      name: 'DRIFT_READ_CLIENT_SECRET',
      group: 'rarely',
      about: 'Client secret of DRIFT_READ_CLIENT_ID.',
      sandbox: drift.readClientSecret,
      published: drift.readClientSecret,
      ...secret,
    }),
  }),
  verificationToken: variable({
    name: 'DRIFT_READ_APP_VERIFICATION_TOKEN',
    group: 'rarely',
    about: "Verification token of the read-only app. Unset: the other app's.",
    usedBy: 'gateway',
    published: [drift.verificationToken, drift.appVerificationToken, drift.readAppVerificationToken],
    ...secret,
  }),
  /** Null: the other app's. */
  authorizeUrl: variable({
    name: 'DRIFT_READ_AUTHORIZE_URL',
    group: 'rarely',
    about: 'As DRIFT_AUTHORIZE_URL, for the read-only app. Unset: the same.',
    ...address,
  }),
  /** Null: the other app's. */
  tokenUrl: variable({
    name: 'DRIFT_READ_TOKEN_URL',
    group: 'rarely',
    about: 'As DRIFT_TOKEN_URL, for the read-only app. Unset: the same.',
    ...address,
  }),
};

/** By edition: what a company lets us do. */
export const chatApps = { write, read };
