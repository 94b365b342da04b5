/** PostgreSQL's text cannot hold the character NUL, and nobody has ever meant to write one. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '');

/**
 * Text that PostgreSQL can take out of JSON again: no NUL, and no half of a character (a surrogate without its partner, which
 * JSON can carry and UTF-8 cannot).
 */
export const storable = (text: string): string => withoutNul(text).replace(/\p{Surrogate}/gu, '\ufffd');
