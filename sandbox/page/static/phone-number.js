/**
 * What somebody typed as E.164, or null when no phone could have that number. North American numbers may come without
 * their country code. This is for the sandbox's phones only: Textback judges numbers by itself.
 */
export function e164(typed) {
  const digits = typed.replace(/[^\d+]/g, '');
  if (/^\+[1-9]\d{9,14}$/.test(digits)) return digits;
  if (/^1?[2-9]\d{9}$/.test(digits)) return `+1${digits.slice(-10)}`;
  return null;
}

/** Whether two ways of writing mean the same phone. */
export function samePhone(one, other) {
  const number = e164(one);
  return number !== null && number === e164(other);
}

/** North American numbers in groups; others as they are. */
export const phoneWords = (phone) => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
