import parsePhoneNumber from 'libphonenumber-js/max';

/** Twilio sends MMS to and from these (Twilio docs, MMS). */
const COUNTRIES = new Set(['US', 'CA']);
/** Pictures that Twilio fits to the carrier itself; together with all else of a text at most 5 MB. */
const FITTED = new Set(['image/jpeg', 'image/png', 'image/gif']);
/** Sent on as they are: carriers take small ones only (Twilio docs, accepted content types for media). */
const SENT_ON = new Set([
  'video/mp4',
  'video/3gpp',
  'video/quicktime',
  'audio/mp4',
  'audio/amr',
  'audio/mpeg',
  'audio/ogg',
  'application/pdf',
  'text/vcard',
]);
const MAX_FITTED_BYTES = 5_000_000;
const MAX_SENT_ON_BYTES = 500_000;
/** All files of a text together, with something left for its words. */
export const MAX_MMS_BYTES = 4_900_000;
export const MAX_MMS_FILES = 10;

/** Whether a file can go to this number as part of an MMS; else a link has to do. */
export function sendableAsMms(contentType: string, byteLength: number, to: string): boolean {
  const country = parsePhoneNumber(to)?.country;
  if (country === undefined || !COUNTRIES.has(country)) return false;
  if (FITTED.has(contentType)) return byteLength <= MAX_FITTED_BYTES;
  return SENT_ON.has(contentType) && byteLength <= MAX_SENT_ON_BYTES;
}
