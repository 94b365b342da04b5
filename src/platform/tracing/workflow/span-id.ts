/**
 * A span's ID from what the span is: the same in every replay, and no random number is drawn, since that would change the
 * numbers which the workflow draws. Two runs of FNV-1a make the 64 bits.
 */
export function spanId(...about: readonly (string | number)[]): string {
  const text = about.join(' ');
  return `${hash(text, 0x811c9dc5)}${hash(`${text} `, 0x01000193)}`;
}

/** Eight hexadecimal digits that are never all zero. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0 || 1).toString(16).padStart(8, '0');
}
