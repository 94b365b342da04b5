/** The verdict on one call. `inWindow` counts the admitted calls of the window before this one. */
export interface WindowVerdict {
  admitted: boolean;
  inWindow: number;
  /** Milliseconds until a call would be admitted; 0 when this one was. */
  waitMs: number;
}

/**
 * A strict limit: no window of `windowMs`, wherever it starts, holds more than `limit` admitted calls. A refused call
 * takes no place. Times are milliseconds of one monotonic clock and must not go back.
 */
export class RollingWindow {
  #admitted: number[] = [];

  call(at: number, limit: number, windowMs: number): WindowVerdict {
    const start = at - windowMs;
    this.#admitted = this.#admitted.filter((time) => time > start);
    const inWindow = this.#admitted.length;
    if (inWindow >= limit) {
      const freed = this.#admitted[inWindow - limit] ?? at;
      return { admitted: false, inWindow, waitMs: Math.max(1, freed + windowMs - at) };
    }
    this.#admitted.push(at);
    return { admitted: true, inWindow, waitMs: 0 };
  }
}

/** The most calls that any window of `windowMs` holds; `times` in ascending order. */
export function peakInWindow(times: readonly number[], windowMs: number): number {
  let first = 0;
  let peak = 0;
  times.forEach((time, index) => {
    while ((times[first] ?? time) <= time - windowMs) first += 1;
    peak = Math.max(peak, index - first + 1);
  });
  return peak;
}
