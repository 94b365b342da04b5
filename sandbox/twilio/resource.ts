import type { Media, Text } from './types.js';

/** A Message resource as the 2010 API shows it: strings, RFC 2822 dates (Twilio docs, Message resource). */
export function messageResource(accountSid: string, text: Text): Record<string, unknown> {
  const base = `/2010-04-01/Accounts/${accountSid}/Messages/${text.sid}`;
  // With a Messaging Service nothing is counted until a sender was chosen.
  const counted = text.status !== 'accepted' && text.status !== 'scheduled';
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: text.body,
    date_created: rfc2822(text.dateCreated),
    date_sent: text.dateSent === null ? null : rfc2822(text.dateSent),
    date_updated: rfc2822(text.dateUpdated),
    direction: text.direction,
    error_code: text.errorCode,
    error_message: text.errorMessage,
    from: text.from,
    messaging_service_sid: text.messagingServiceSid,
    num_media: String(text.media.length),
    num_segments: counted ? String(text.numSegments) : '0',
    price: null,
    price_unit: 'USD',
    sid: text.sid,
    status: text.status,
    subresource_uris: { media: `${base}/Media.json` },
    to: text.to,
    uri: `${base}.json`,
  };
}

export function mediaResource(accountSid: string, text: Text, media: Media): Record<string, unknown> {
  return {
    account_sid: accountSid,
    content_type: media.contentType,
    date_created: rfc2822(text.dateCreated),
    date_updated: rfc2822(text.dateUpdated),
    parent_sid: text.sid,
    sid: media.sid,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${text.sid}/Media/${media.sid}.json`,
  };
}

/** `Thu, 24 Aug 2023 05:01:45 +0000` */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}
