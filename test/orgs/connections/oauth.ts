import { sandboxCredentials } from '../../../src/platform/config/sandbox-credentials.js';
import type { ChatOauth } from '../../../src/vendors/chat-oauth.js';
import { createDriftOauth } from '../../../src/vendors/drift/oauth.js';

const { clientId, clientSecret } = sandboxCredentials.drift;

/** The app that writes, at a simulated Drift. */
export const oauthOf = (driftUrl: string): ChatOauth =>
  createDriftOauth({
    clientId,
    clientSecret,
    authorizeUrl: `${driftUrl}/authorize`,
    tokenUrl: `${driftUrl}/oauth2/token`,
    apiUrl: driftUrl,
    redirectUri: () => 'http://127.0.0.1/oauth/drift/callback',
  });
