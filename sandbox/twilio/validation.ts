import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { TwilioError } from './error-codes.js';
import type { TwilioAccount } from './types.js';

export const LONGEST_BODY = 1600;
const MOST_MEDIA = 10;
const SCHEDULE_FROM_MS = 15 * 60_000;
const SCHEDULE_TO_MS = 35 * 86_400_000;

/** Numbers with a fixed result (Twilio docs, test credentials). */
const magicTo: Record<string, number> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
const magicFrom: Record<string, number> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};
/** The one magic sender that works. */
const MAGIC_SENDER = '+15005550006';

/** A create request that passed every check. `from` is null when the Messaging Service is to choose. */
export interface SendRequest {
  to: string;
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  mediaUrls: string[];
  statusCallback: string | null;
  smartEncoded: boolean;
  sendAt: number | null;
}

export interface SendRules {
  account: TwilioAccount;
  landlines: readonly string[];
  now: number;
}

/** Checks a create request in the order of its parameters; throws TwilioError. Unknown parameters are ignored. */
export function checkSend(form: URLSearchParams, rules: SendRules): SendRequest {
  const to = form.get('To')?.trim() ?? '';
  const from = form.get('From')?.trim() ?? '';
  const service = form.get('MessagingServiceSid')?.trim() ?? '';
  const body = form.get('Body') ?? '';
  const mediaUrls = form.getAll('MediaUrl').filter((url) => url !== '');
  if (to === '') throw new TwilioError(21604);
  if (from === '' && service === '') throw new TwilioError(21603);
  if (body === '' && mediaUrls.length === 0) throw new TwilioError(21602);
  checkSenders(from, service, rules.account);
  checkTo(to, from, rules);
  if (body.length > LONGEST_BODY) throw new TwilioError(21617);
  if (mediaUrls.length > MOST_MEDIA) throw new TwilioError(21623);
  if (!mediaUrls.every(isWebUrl)) throw new TwilioError(21620);
  const statusCallback = form.get('StatusCallback') ?? '';
  if (statusCallback !== '' && !isWebUrl(statusCallback)) throw new TwilioError(21609);
  return {
    to,
    from: from === '' ? null : from,
    messagingServiceSid: service === '' ? null : service,
    body,
    mediaUrls,
    statusCallback: statusCallback === '' ? null : statusCallback,
    smartEncoded: form.get('SmartEncoded') === 'true',
    sendAt: service === '' ? null : readSendAt(form, rules.now),
  };
}

function checkSenders(from: string, service: string, account: TwilioAccount): void {
  if (service !== '') {
    if (!/^MG[0-9a-fA-F]{32}$/.test(service)) throw new TwilioError(21705);
    if (service !== account.messagingServiceSid) throw new TwilioError(21701);
    if (account.numbers.length === 0) throw new TwilioError(21704);
  }
  if (from === '') return;
  const magic = magicFrom[from];
  if (magic !== undefined) throw new TwilioError(magic);
  if (from === MAGIC_SENDER || account.numbers.includes(from)) return;
  if (!/^\+[1-9]\d{6,14}$/.test(from))
    throw new TwilioError(21212, `The 'From' number ${from} is not a valid phone number.`);
  throw new TwilioError(21606);
}

function checkTo(to: string, from: string, { account, landlines }: SendRules): void {
  const magic = magicTo[to];
  if (magic !== undefined) throw new TwilioError(magic);
  if (/^\d{3,6}$/.test(to)) throw new TwilioError(21265);
  if (to === from) throw new TwilioError(21266);
  const own = account.numbers.includes(to);
  if (own || !/^\+[1-9]\d{1,14}$/.test(to) || !reachesPhone(to)) {
    throw new TwilioError(21211, `The 'To' number ${to} is not a valid phone number.`);
  }
  if (landlines.includes(to)) throw new TwilioError(21614, `'To' number is not a valid mobile number: ${to}`);
}

/** Networks still take the older spellings of Mexican and Brazilian mobiles, which the library does not. */
const reachesPhone = (to: string): boolean =>
  [to, to.replace(/^\+521/, '+52'), to.replace(/^(\+55\d\d)([6-9]\d{7})$/, '$19$2')].some((spelling) =>
    isValidPhoneNumber(spelling),
  );

/** Scheduling works with a Messaging Service only; without one its parameters are dropped and the text goes at once. */
function readSendAt(form: URLSearchParams, now: number): number | null {
  if (form.get('ScheduleType') !== 'fixed') return null;
  const sendAt = Date.parse(form.get('SendAt') ?? '');
  const ahead = sendAt - now;
  if (Number.isNaN(sendAt) || ahead < SCHEDULE_FROM_MS || ahead > SCHEDULE_TO_MS)
    throw new TwilioError(35114);
  return sendAt;
}

/** A local address is allowed here, unlike at Twilio: the sandbox and Textback share a machine. */
function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.hostname.includes('_');
}
