import type { ClientAuth, Configuration } from 'openid-client';
import type { Config } from '../../../platform/config/config.js';
import type { Identity } from '../../../orgs/people/admit.js';
import { HttpError } from '../../../platform/errors/http-error.js';

type Settings = NonNullable<Config['oidc']>;

/** What the browser has to bring back. Random, made for one attempt. */
export interface Secrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const TIMEOUT_SECONDS = 10;
/** Clocks of other people's servers. */
const TOLERANCE_SECONDS = 30;
const SCOPE = 'openid email';

/** Loaded at the first sign-in: installations without OIDC do without it. */
const library = () => import('openid-client');

/** The company's OpenID provider: the code flow with PKCE, state and nonce. `redirectUri` comes from the configuration, never from a request. */
export class OidcProvider {
  readonly #settings: Settings;
  readonly #redirectUri: () => string;
  #found: Promise<Configuration> | null = null;

  constructor(settings: Settings, redirectUri: () => string) {
    this.#settings = settings;
    this.#redirectUri = redirectUri;
  }

  /** Where the browser goes, and what it has to bring back. @throws HttpError oidc_unavailable */
  async begin(): Promise<{ readonly url: string; readonly secrets: Secrets }> {
    const oidc = await library();
    const configuration = await this.#configuration();
    const secrets = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri(),
      scope: SCOPE,
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, secrets };
  }

  /** Who came back. `query`: of the address to which the provider sent the browser. @throws HttpError oidc_unavailable; what the library throws */
  async finish(query: string, { state, nonce, verifier }: Secrets): Promise<Identity> {
    const oidc = await library();
    const configuration = await this.#configuration();
    const tokens = await oidc.authorizationCodeGrant(
      configuration,
      new URL(`${this.#redirectUri()}${query}`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    );
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the provider sent no ID token');
    const asksElsewhere =
      claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
    const { email, email_verified: verified } = asksElsewhere
      ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
      : claims;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof email === 'string' && email !== '' ? email : null,
      isEmailVerified: verified === true,
    };
  }

  /** Asked for once; a failure is for this attempt alone. */
  #configuration(): Promise<Configuration> {
    this.#found ??= this.#discover().catch((error: unknown) => {
      this.#found = null;
      throw Object.assign(new HttpError('oidc_unavailable'), { cause: error });
    });
    return this.#found;
  }

  async #discover(): Promise<Configuration> {
    const oidc = await library();
    const { issuer, clientId, clientSecret } = this.#settings;
    const [basic, post] = [oidc.ClientSecretBasic(clientSecret), oidc.ClientSecretPost(clientSecret)];
    // The specification's own way unless the provider says that it has only the other.
    const authenticate: ClientAuth = (server, ...rest) => {
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
    };
    return oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: TOLERANCE_SECONDS },
      authenticate,
      {
        timeout: TIMEOUT_SECONDS,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out; the configuration allows http on this machine alone
        ...(issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : {}),
      },
    );
  }
}
