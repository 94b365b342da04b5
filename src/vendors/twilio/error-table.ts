import type { Reason } from '../../contracts/reasons.js';

/** What one of Twilio's error codes means for the conversation. Data, since Twilio may change which code it chooses. */
export interface ErrorPolicy {
  /** For the rep, in words. */
  readonly words: string;
  /** Why the conversation got no text. */
  readonly reason: Reason;
  /** The code says that the phone's owner does not want texts: remembered as an opt-out. */
  readonly optOut?: true;
  /** Two machines answer each other: from then on the thread has no automatic answers. */
  readonly loop?: true;
  /** No text reaches this number: remembered, so that it is not tried again in another chat. */
  readonly dead?: true;
  /** The text was not taken, and may be later: it is tried again as long as it is useful. */
  readonly later?: true;
  /** Somebody has to mend the account or the configuration. */
  readonly operator?: true;
}

const refused = (words: string): ErrorPolicy => ({ words, reason: 'vendor_refused' });
const operator = (words: string): ErrorPolicy => ({ words, reason: 'vendor_refused', operator: true });
const invalid = (words: string): ErrorPolicy => ({ words, reason: 'invalid_phone' });
const later = (words: string): ErrorPolicy => ({ words, reason: 'vendor_refused', later: true });
const notTextable = (words: string): ErrorPolicy => ({ words, reason: 'not_textable' });

/** Twilio docs, error and warning dictionary. A code that is not here is final and told to the rep as it is. */
export const errorPolicies: Readonly<Record<string, ErrorPolicy>> = {
  11200: refused('Twilio could not fetch the picture or file'),
  11751: refused('the pictures or files are too large'),
  12300: refused('Twilio does not accept this file type'),
  14107: {
    words: 'too many replies went to this number too quickly; automatic replies to it are now off',
    reason: 'vendor_refused',
    loop: true,
  },
  20003: operator('Twilio rejects our credentials'),
  20005: operator('the Twilio account is not active'),
  20404: operator('Twilio does not know the account or resource'),
  21211: { ...invalid('the number is not valid'), dead: true },
  21212: operator('our sending number is not valid'),
  21214: invalid('the number cannot be reached'),
  21265: refused("our number and the visitor's are the same"),
  21266: refused("our number and the visitor's are the same"),
  21408: operator('texts to this country are not enabled in the Twilio account'),
  21421: invalid('the number is not valid'),
  21601: operator('our sending number cannot send texts'),
  21602: refused('the text was empty'),
  21603: operator('no sending number was given'),
  21604: invalid('no number was given'),
  21606: operator('our sending number cannot text this destination'),
  21607: operator('a Twilio trial account can only text verified numbers'),
  21608: operator('a Twilio trial account can only text verified numbers'),
  21609: operator('the status callback URL is not valid: check PUBLIC_URL'),
  21610: { words: 'the visitor has opted out of texts', reason: 'opted_out', optOut: true },
  21611: later('too many texts are queued on our number'),
  21612: notTextable('there is no route for texts to this number'),
  21614: { ...notTextable('the number cannot receive texts (a landline)'), dead: true },
  21617: refused('the text was too long'),
  21618: refused('Twilio cannot send this text'),
  21620: refused('Twilio cannot use the address of the picture or file'),
  21623: refused('there are too many pictures or files'),
  21701: operator('the Messaging Service does not exist'),
  21703: operator('the Messaging Service has no number for this visitor'),
  21704: operator('the Messaging Service has no numbers'),
  21705: operator('the Messaging Service is not valid'),
  21910: refused('sender and recipient are on different channels'),
  30001: later('too many texts are queued'),
  30002: operator('the Twilio account is suspended'),
  30003: refused('the phone is off or out of reach'),
  30004: { words: 'the phone or its carrier blocks our texts', reason: 'opted_out', optOut: true },
  30005: { ...invalid('the number is not in service'), dead: true },
  30006: { ...notTextable('the number is a landline or cannot be reached'), dead: true },
  30007: operator('the carrier filtered the text'),
  30008: refused('the carrier did not say why'),
  30017: later('the carrier is congested'),
  30018: operator('the sender is not registered'),
  30022: later("the campaign's rate limit is exceeded"),
  30023: operator('the daily limit of the brand is reached'),
  30024: operator('the sender is not provisioned'),
  30027: operator('the daily limit of the carrier is reached'),
  30032: operator('the toll-free number is not verified'),
  30033: operator('the campaign is suspended'),
  30034: operator('the number is not in a registered campaign'),
  30035: operator('the number is still being configured'),
  30036: refused('the text expired before it could be sent'),
  30410: refused('the carrier timed out'),
  30450: operator('Twilio suspects fraud on this destination'),
  30610: refused('the recipient is in quiet hours'),
  30640: { words: 'the recipient must not be texted', reason: 'opted_out', optOut: true },
  63038: operator('the daily message limit of the Twilio account is reached'),
};

/** Codes that an operator has to act on; alerts look at them. */
export const operatorCodes: readonly string[] = Object.entries(errorPolicies).flatMap(([code, policy]) =>
  policy.operator ? [code] : [],
);

export function policyOf(code: string | null | undefined): ErrorPolicy {
  const known = code ? errorPolicies[code] : undefined;
  return known ?? refused(code ? `Twilio refused it (error ${code})` : 'Twilio refused it');
}
