import { ControlError } from '../shared/control.js';
import type { PostOutcome } from '../shared/http-post.js';
import { geoParams } from './geo.js';
import { keywordOf } from './opt-out.js';
import { newSid } from './sids.js';
import type { TextContext } from './text-context.js';
import { readReply } from './twiml.js';
import type { Media, Text } from './types.js';

/** A text from somebody's phone to one of our numbers. */
export interface InboundInput {
  from: string;
  /** Our number. Default: the number that last texted this phone, or the first. */
  to?: string | undefined;
  /** May be empty, as with a picture alone. */
  body: string;
  /** The attachments: bytes in base64 (a tiny picture if absent), or a URL. */
  media?: { contentType: string; url?: string | undefined; data?: string | undefined }[] | undefined;
  /** Overrides the keyword in the body, for custom keywords of Advanced Opt-Out. */
  optOutType?: 'STOP' | 'START' | 'HELP' | undefined;
  /** Further parameters of the webhook. */
  extra?: Record<string, string> | undefined;
}

/**
 * Receives the text, applies keywords and calls the webhook. Twilio itself answers a STOP and still delivers it; the
 * webhook's response may go back to the phone.
 */
export function receive(twilio: TextContext, input: InboundInput): Text {
  const to = input.to ?? twilio.senderFor(input.from);
  if (!twilio.account.numbers.includes(to)) throw new ControlError(`${to} is no number of this account`);
  const media: Media[] = (input.media ?? []).map(({ contentType, url }) => ({
    sid: newSid('ME'),
    contentType,
    url: url ?? null,
  }));
  for (const [index, { data }] of (input.media ?? []).entries()) {
    const sid = media[index]?.sid;
    if (sid !== undefined && data !== undefined) twilio.files.set(sid, Buffer.from(data, 'base64'));
  }
  const text = twilio.texts.add({
    source: 'phone',
    direction: 'inbound',
    from: input.from,
    to,
    body: input.body,
    status: 'received',
    messagingServiceSid: twilio.account.messagingServiceSid ?? null,
    media,
    dateSent: twilio.now(),
  });
  twilio.ledger.effect('inbound', {
    sid: text.sid,
    from: input.from,
    to,
    body: text.body,
    media: media.length,
  });
  const keyword = input.optOutType ?? keywordOf(input.body);
  const optOutType = input.optOutType ?? (twilio.switches.inbound.advancedOptOut ? keyword : null);
  if (keyword) {
    const reply = twilio.optOuts.apply(keyword, twilio.scopeOf(to), input.from);
    twilio.ledger.effect('keyword', { keyword, ours: to, visitor: input.from });
    if (reply !== null) twilio.reply('auto-reply', text, reply);
  }
  const params = {
    ...inboundParams(twilio, text),
    ...(optOutType === null ? {} : { OptOutType: optOutType }),
    ...twilio.switches.inbound.extraParams,
    ...input.extra,
  };
  twilio.webhooks.send(
    'inbound',
    () => twilio.inboundUrl(),
    params,
    (outcome) => outcome && follow(twilio, text, params, outcome, false),
  );
  return text;
}

/** Acts on the webhook's answer; a failure goes to the fallback URL once. */
function follow(
  twilio: TextContext,
  text: Text,
  params: Record<string, string>,
  outcome: PostOutcome,
  fallback: boolean,
): void {
  const { texts, alert } = readReply(outcome);
  if (alert !== null) twilio.ledger.effect('alert', { code: alert, sid: text.sid });
  for (const body of texts) twilio.reply('webhook-reply', text, body);
  const { fallbackUrl } = twilio.switches.inbound;
  if (alert === null || fallback || fallbackUrl === null) return;
  const more = { ...params, ErrorCode: String(alert), ErrorUrl: twilio.inboundUrl() ?? '' };
  twilio.webhooks.send(
    'inbound',
    () => fallbackUrl,
    more,
    (last) => last && follow(twilio, text, params, last, true),
  );
}

/** Parameters of an inbound webhook (Twilio docs, Twilio's request to your incoming message webhook URL). */
function inboundParams(twilio: TextContext, text: Text): Record<string, string> {
  const from = text.from ?? '';
  const media = text.media.flatMap(({ sid, contentType }, index) => [
    [`MediaUrl${index}`, twilio.mediaUrl(text.sid, sid)] as const,
    [`MediaContentType${index}`, contentType] as const,
  ]);
  return {
    ToCountry: 'US',
    ...(twilio.switches.inbound.geo ? { ...geoParams('To', text.to), ...geoParams('From', from) } : {}),
    MessageSid: text.sid,
    SmsSid: text.sid,
    SmsMessageSid: text.sid,
    SmsStatus: 'received',
    AccountSid: twilio.account.accountSid,
    From: from,
    To: text.to,
    Body: text.body,
    NumMedia: String(text.media.length),
    NumSegments: String(text.numSegments),
    ApiVersion: '2010-04-01',
    ...(text.messagingServiceSid === null ? {} : { MessagingServiceSid: text.messagingServiceSid }),
    ...Object.fromEntries(media),
  };
}
