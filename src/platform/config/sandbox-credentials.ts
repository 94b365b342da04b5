export interface SandboxCredentials {
  readonly drift: Readonly<{
    orgId: number;
    accessToken: string;
    refreshToken: string;
    verificationToken: string;
    signingSecret: string;
    appId: string;
    clientId: string;
    clientSecret: string;
    /** Of the app that companies connect by OAuth. Unless a Textback sets it, that app has the token of the private one. */
    appVerificationToken: string;
    readClientId: string;
    readClientSecret: string;
    readAppVerificationToken: string;
  }>;
  readonly twilio: Readonly<{
    accountSid: string;
    authToken: string;
    apiKey: string;
    apiSecret: string;
    /** E.164. */
    numbers: readonly string[];
    messagingServiceSid: string;
  }>;
}

/** Opens the admin endpoints and the console of a sandbox run; everybody can read it here. */
export const SANDBOX_ADMIN_TOKEN = 'sandbox-admin-token';

/**
 * The fixed credentials of the sandbox. They open nothing but the simulated vendors on this machine, so they may stand
 * in the open: processes started apart find a sandbox by them.
 */
export const sandboxCredentials: SandboxCredentials = Object.freeze({
  drift: Object.freeze({
    orgId: 7007,
    accessToken: 'sandbox-drift-token',
    refreshToken: 'sandbox-drift-refresh-token',
    verificationToken: 'sandbox-verification-token',
    signingSecret: 'sandbox-signing-secret',
    appId: 'sandbox-app',
    clientId: 'sandbox-client-id',
    clientSecret: 'sandbox-client-secret',
    appVerificationToken: 'sandbox-app-verification-token',
    readClientId: 'sandbox-read-client-id',
    readClientSecret: 'sandbox-read-client-secret',
    readAppVerificationToken: 'sandbox-read-app-verification-token',
  }),
  twilio: Object.freeze({
    accountSid: 'AC5a9db0c5a9db0c5a9db0c5a9db0c0001',
    authToken: 'sandbox-twilio-auth-token-000001',
    apiKey: 'SK5a9db0c5a9db0c5a9db0c5a9db0c0002',
    apiSecret: 'sandbox-twilio-api-secret',
    numbers: Object.freeze(['+12025550123', '+12025550124']),
    messagingServiceSid: 'MG5a9db0c5a9db0c5a9db0c5a9db0c0003',
  }),
});
