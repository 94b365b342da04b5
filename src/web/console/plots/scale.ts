/** The drawing's size in its own units; it is stretched to the width that the page has. */
export const BOX = { width: 420, height: 190, left: 40, right: 8, top: 12, bottom: 26 } as const;

export const innerWidth = BOX.width - BOX.left - BOX.right;
export const innerHeight = BOX.height - BOX.top - BOX.bottom;

/** A round number at or above the largest value, which is above 0, and the steps to it: 0, 5, 10. Pure. */
export function ticksFor(largest: number): number[] {
  const wanted = largest / 2;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= wanted) ?? wanted;
  const whole = largest >= 1 && step < 1 ? 1 : step;
  return [0, whole, whole * 2];
}

/** Height in the drawing of a value. */
export const yOf = (value: number, top: number): number =>
  BOX.top + innerHeight - (top === 0 ? 0 : (value / top) * innerHeight);

/** Left edge and width of a column. */
export function columnAt(index: number, count: number): { readonly x: number; readonly width: number } {
  const room = innerWidth / count;
  const width = Math.min(room * 0.68, 30);
  return { x: BOX.left + room * index + (room - width) / 2, width };
}

export const round = (value: number): string => String(Math.round(value * 10) / 10);
