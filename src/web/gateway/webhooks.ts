import type { Config } from '../../platform/config/config.js';
import { createDriftWebhooks } from '../../vendors/drift/webhooks.js';
import { createTwilioWebhooks } from '../../vendors/twilio/webhooks.js';
import type { GatewayContext } from './context.js';

/** The webhooks of the configured vendors. */
export const configuredWebhooks = ({
  chat,
  sms,
}: Pick<Config, 'chat' | 'sms'>): GatewayContext['webhooks'] => ({
  chat: createDriftWebhooks(chat),
  sms: createTwilioWebhooks(sms),
});
