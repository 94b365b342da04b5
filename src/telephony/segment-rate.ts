import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Short codes are not phone numbers in E.164; they are five or six digits. */
const SHORT_CODE = /^\+?\d{5,6}$/;

/** Segments a second that a number may send (Twilio docs, rate limits and message queues): 1 for a long code, 3 toll-free, 10 short. */
export function segmentsPerSecond(number: string): number {
  if (SHORT_CODE.test(number)) return 10;
  return parsePhoneNumberFromString(number)?.getType() === 'TOLL_FREE' ? 3 : 1;
}
