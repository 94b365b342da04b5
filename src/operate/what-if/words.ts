const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A duration in its largest whole unit, such as "3 minutes" or "90 seconds". */
export function inWords(ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ['second', 1_000];
  return plural(Math.round(ms / length), unit);
}

/** A duration rounded to two digits, such as "8 hours" or "12 minutes". */
export function roughly(ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => ms >= size) ?? ['second', 1_000];
  return plural(Math.round(ms / length), unit);
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
