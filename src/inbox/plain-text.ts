/** PostgreSQL's text cannot hold the character NUL, and nobody has ever meant to write one. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '');
