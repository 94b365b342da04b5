/** Enough to recognise a number by that one knows, and too little to call it: `+1 ••• 72`. */
export function maskPhone(e164: string | null): string | null {
  if (e164 === null) return null;
  const country =
    /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(e164)?.[0] ?? '+';
  return `${country} ••• ${e164.slice(-2)}`;
}
