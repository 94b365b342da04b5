import { freePorts } from '../end-to-end/npm-start.js';
import { startTextback, type Textback } from '../support/textback.js';
import { happenings } from './commands-placeholders.js';
import { temporalAddress, temporalCli, TEST_NAMESPACE } from '../support/temporal.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';

/** A running Textback in which what the docs' commands speak of exists. */
export interface World {
  readonly textback: Textback;
  /** For the commands: what `.env` would hold. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts this system's values where a command has a placeholder. Throws for a placeholder that nothing is known of. */
  fill(command: string): string;
  close(): Promise<void>;
}

const ADMIN_TOKEN = 'docs-admin-token-0123456789abcdef';

export async function startWorld(): Promise<World> {
  const textback = await startTextback({ environment: { ADMIN_TOKEN } });
  try {
    const placeholders = await happenings(textback);
    const { sandbox, config } = textback;
    const addresses: readonly (readonly [RegExp, string])[] = [
      [/http:\/\/(127\.0\.0\.1|localhost):3000/g, textback.gateway.url],
      [/https:\/\/textback\.example\.com/g, textback.gateway.url],
      [/http:\/\/(127\.0\.0\.1|localhost):9464/g, textback.gateway.url], // a worker's own are a part of these
      [/http:\/\/(127\.0\.0\.1|localhost):4000/g, sandbox.pageUrl],
      [/https:\/\/driftapi\.com/g, sandbox.driftUrl],
      [/https:\/\/api\.twilio\.com/g, sandbox.twilioUrl],
    ];
    return {
      textback,
      environment: {
        ...(await freePorts()),
        PUBLIC_URL: textback.gateway.url,
        DATABASE_URL: textback.databaseUrl,
        TEMPORAL_ADDRESS: temporalAddress(),
        TEMPORAL_NAMESPACE: TEST_NAMESPACE,
        TEMPORAL_TASK_QUEUE: config.temporal.taskQueue,
        TEMPORAL_CLI: temporalCli(),
        DRIFT_API_URL: sandbox.driftUrl,
        SANDBOX: 'on',
        DRIFT_ACCESS_TOKEN: sandboxCredentials.drift.accessToken,
        DRIFT_VERIFICATION_TOKEN: config.chat.verificationToken ?? '',
        TWILIO_API_URL: sandbox.twilioUrl,
        TWILIO_ACCOUNT_SID: config.sms.accountSid,
        TWILIO_AUTH_TOKEN: config.sms.authToken,
        TWILIO_API_KEY: sandboxCredentials.twilio.apiKey,
        TWILIO_API_SECRET: sandboxCredentials.twilio.apiSecret,
        TWILIO_FROM_NUMBERS: config.sms.fromNumbers.join(','),
        BUSINESS_NAME: config.behaviour.businessName,
        WORKFLOW_BUNDLE: config.worker.workflowBundle ?? '',
        ADMIN_TOKEN,
      },
      fill: (command) => {
        const filled = addresses.reduce((text, [from, to]) => text.replace(from, to), command);
        return filled.replace(/<[A-Za-z][^<>\n]*>/g, (placeholder) => {
          const known = placeholders.find(
            ([name, where]) => name === placeholder && (where?.test(command) ?? true),
          );
          if (known === undefined)
            throw new Error(
              `nothing is known of the placeholder ${placeholder}: add it to commands-placeholders.ts`,
            );
          const [, , value] = known;
          return typeof value === 'string' ? value : value();
        });
      },
      close: () => textback.close(),
    };
  } catch (error) {
    await textback.close();
    throw error;
  }
}
