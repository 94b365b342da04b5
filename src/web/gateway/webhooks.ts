import type { Config } from '../../platform/config/config.js';
import { chatApps } from '../../platform/config/chat-apps.js';
import { parseDriftEvent } from '../../vendors/drift/webhook-event.js';
import { createDriftWebhooks } from '../../vendors/drift/webhooks.js';
import { createTwilioWebhooks } from '../../vendors/twilio/webhooks.js';
import type { GatewayContext } from './context.js';

/** The webhooks of the configured vendors. */
export const configuredWebhooks = ({
  chat,
  sms,
}: Pick<Config, 'chat' | 'sms'>): GatewayContext['webhooks'] => ({
  chat: [
    { kind: 'environment', webhooks: createDriftWebhooks(chat) },
    ...chatApps(chat).map(({ edition, verificationToken }) => ({
      kind: edition,
      // With the token of the environment's app it is that app, and signs as that does.
      webhooks: createDriftWebhooks(
        verificationToken === chat.verificationToken ? chat : { verificationToken, signingSecret: null },
      ),
    })),
  ],
  parseChat: parseDriftEvent,
  sms: createTwilioWebhooks(sms),
});
