import type { SmsWebhooks } from '../sms.js';
import { parseInboundText, parseTextStatus } from './webhook-event.js';
import { isSignedByTwilio } from './webhook-verification.js';

/** Twilio's webhooks for one account. Twilio adds parameters without notice; all of them count for the signature. */
export const createTwilioWebhooks = (account: {
  readonly accountSid: string;
  readonly authToken: string;
  /** Accepted too, while the account's token is being changed: Twilio does not send again what was refused with 403. */
  readonly previousAuthToken?: string | null;
}): SmsWebhooks => ({
  isGenuine(url, headers, form) {
    const signature = headers['x-twilio-signature'];
    const given = typeof signature === 'string' ? signature : undefined;
    const tokens = [account.authToken, account.previousAuthToken ?? null].filter((token) => token !== null);
    const isSigned = tokens.some((token) => isSignedByTwilio(token, given, url, form));
    return isSigned && form['AccountSid'] === account.accountSid;
  },
  textReceived: parseInboundText,
  textStatus: parseTextStatus,
  emptyAnswer: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
});
