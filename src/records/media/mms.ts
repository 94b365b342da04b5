import parsePhoneNumber from 'libphonenumber-js/max';

/** Countries to and from which Twilio sends MMS (Twilio docs, MMS). */
const COUNTRIES = new Set(['US', 'CA']);
/** Pictures that Twilio resizes for the carrier; a text may have at most 5 MB in all. */
const FITTED = new Set(['image/jpeg', 'image/png', 'image/gif']);
/** Types that Twilio forwards unchanged: carriers accept only small files (Twilio docs, accepted content types for media). */
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
/** Limit for all files of a text together; leaves room for its words. */
export const MAX_MMS_BYTES = 4_900_000;
export const MAX_MMS_FILES = 10;

/** Whether a file can go to this number in an MMS; if not, it goes as a link. */
export function sendableAsMms(contentType: string, byteLength: number, to: string): boolean {
  const country = parsePhoneNumber(to)?.country;
  if (country === undefined || !COUNTRIES.has(country)) return false;
  if (FITTED.has(contentType)) return byteLength <= MAX_FITTED_BYTES;
  return SENT_ON.has(contentType) && byteLength <= MAX_SENT_ON_BYTES;
}
