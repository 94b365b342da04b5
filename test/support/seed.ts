/**
 * The seed of generated cases: always the same, so that two runs of the same code tell the same. The variable of that name
 * holds another to play again what `npm run fuzz` has found.
 */
export function seedOf(variable: string, usual: number): number {
  const given = process.env[variable];
  if (given === undefined) return usual;
  if (!/^\d{1,10}$/.test(given)) throw new Error(`${variable} is ${given}; it should be a whole number.`);
  return Number(given);
}
