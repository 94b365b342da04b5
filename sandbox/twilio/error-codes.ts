import type { VendorReply } from '../shared/vendor-guard.js';

/** Errors of the REST API: code, HTTP status, wording (Twilio docs, error and warning dictionary). */
const catalogue: Record<number, { status: number; message: string }> = {
  20003: { status: 401, message: 'Authenticate' },
  20009: { status: 409, message: 'Cannot delete this resource: its delivery has not been completed.' },
  20404: { status: 404, message: 'The requested resource was not found' },
  20429: { status: 429, message: 'Too Many Requests' },
  20500: { status: 500, message: 'An internal server error has occurred' },
  20503: { status: 503, message: 'Service unavailable' },
  21211: { status: 400, message: "The 'To' number is not a valid phone number." },
  21212: { status: 400, message: "The 'From' number is not a valid phone number." },
  21265: { status: 400, message: "The 'To' number cannot be a Short Code." },
  21266: { status: 400, message: "The 'To' and 'From' number cannot be the same." },
  21408: {
    status: 400,
    message: 'Permission to send an SMS has not been enabled for the region of the number.',
  },
  21602: { status: 400, message: 'A text message body or media urls must be specified.' },
  21603: { status: 400, message: "A 'From' phone number is required." },
  21604: { status: 400, message: "A 'To' phone number is required." },
  21606: {
    status: 400,
    message: "The 'From' phone number is not a valid, message-capable number for this To.",
  },
  21609: { status: 400, message: "The 'StatusCallback' URL is not a valid URL." },
  21610: { status: 400, message: 'Attempt to send to unsubscribed recipient.' },
  21611: { status: 400, message: "The 'From' number has exceeded the maximum number of queued messages." },
  21612: {
    status: 400,
    message: "The 'To' phone number is not currently reachable via SMS from this 'From'.",
  },
  21614: { status: 400, message: "The 'To' number is not a valid mobile number." },
  21617: { status: 400, message: 'The concatenated message body exceeds the 1600 character limit.' },
  21620: { status: 400, message: 'Invalid media URL(s).' },
  21623: { status: 400, message: 'Number of media files exceeds the allowed limit.' },
  21701: { status: 404, message: 'The Messaging Service does not exist.' },
  21703: { status: 400, message: 'The Messaging Service contains no suitable sender for this recipient.' },
  21704: { status: 400, message: 'The Messaging Service contains no phone numbers.' },
  21705: { status: 400, message: 'The Messaging Service Sid is invalid.' },
  30409: { status: 400, message: 'This message cannot be canceled.' },
  35114: { status: 400, message: 'Scheduling does not support this timestamp.' },
  63038: { status: 429, message: 'The account exceeded its daily messages limit.' },
};

/** Thrown by routes; becomes Twilio's error body. */
export class TwilioError extends Error {
  readonly code: number;
  readonly status: number;

  /** A code that the catalogue lacks is answered with 400, as most of them are. */
  constructor(code: number, message?: string) {
    const known = catalogue[code];
    super(message ?? known?.message ?? `Error ${code}`);
    this.code = code;
    this.status = known?.status ?? 400;
  }
}

export function errorReply({ code, message, status }: TwilioError): VendorReply {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return {
    status,
    body,
    ...(status === 401 ? { headers: { 'www-authenticate': 'Basic realm="Twilio API"' } } : {}),
  };
}

const deliveryMessages: Record<number, string> = {
  11200: 'HTTP retrieval failure',
  11751: 'Media exceeds messaging provider size limit',
  12300: 'Invalid Content-Type',
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
};

/** The wording of `error_message` for a text that failed after it was accepted. */
export function deliveryMessage(code: number): string {
  return deliveryMessages[code] ?? `Delivery error ${code}`;
}
