import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Enough to recognise a number by that one knows, and too little to call it: `+1 ••• 72`. */
export function maskPhone(e164: string | null): string | null {
  if (e164 === null) return null;
  return `+${parsePhoneNumberFromString(e164)?.countryCallingCode ?? ''} ••• ${e164.slice(-2)}`;
}
