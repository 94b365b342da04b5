import type { SmsWebhooks } from '../sms.js';
import { parseInboundText, parseTextStatus } from './webhook-event.js';
import { isSignedByTwilio } from './webhook-verification.js';

/** Twilio's webhooks for one account. Twilio adds parameters without notice; all of them count for the signature. */
export const createTwilioWebhooks = (account: {
  readonly accountSid: string;
  readonly authToken: string;
}): SmsWebhooks => ({
  isGenuine(url, headers, form) {
    const signature = headers['x-twilio-signature'];
    const isSigned = isSignedByTwilio(
      account.authToken,
      typeof signature === 'string' ? signature : undefined,
      url,
      form,
    );
    return isSigned && form['AccountSid'] === account.accountSid;
  },
  textReceived: parseInboundText,
  textStatus: parseTextStatus,
  emptyAnswer: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
});
