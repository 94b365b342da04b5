/** PostgreSQL's text cannot hold the character NUL, and nobody writes one on purpose. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '');

/** Text that PostgreSQL can extract from JSON: without NUL and without lone surrogates, which JSON allows and UTF-8 does not. */
export const storable = (text: string): string => withoutNul(text).replace(/\p{Surrogate}/gu, '\ufffd');
