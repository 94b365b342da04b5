import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = {
  OIDC_CLIENT_ID: 'textback',
  OIDC_CLIENT_SECRET: 'client-secret-of-the-console',
} as const;

/** Somebody who has an account at the provider. */
export interface Account {
  readonly subject: string;
  readonly email?: string;
  readonly isVerified?: boolean;
}

/** A real OpenID provider on this machine. Whoever comes is signed in as `who`, without a password and a question. */
export interface OpenidProvider {
  readonly issuer: string;
  who: Account;
  close(): Promise<void>;
}

export async function startOpenidProvider(redirectUri: string): Promise<OpenidProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.OIDC_CLIENT_ID,
        client_secret: CLIENT.OIDC_CLIENT_SECRET,
        redirect_uris: [redirectUri],
      },
    ],
    cookies: { keys: ['cookies-of-the-provider'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => {
        const { email, isVerified } = accounts.get(subject) ?? {};
        return { sub: subject, email, email_verified: isVerified };
      },
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { client, session } = oidc;
      const grant = new oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const started: OpenidProvider = {
    issuer,
    who: { subject: 'nobody' },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
    const { who } = started;
    accounts.set(who.subject, who);
    void provider.interactionFinished(request, response, { login: { accountId: who.subject } });
  });
  return started;
}
