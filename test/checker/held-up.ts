/** A time, in milliseconds on the ledgers' clock, in which what was sent arrived late. */
export interface HeldUp {
  readonly from: number;
  readonly until: number;
}

/** The earliest moment at which a request that arrived then may have set out. */
export function setOutAt(arrivedAt: number, times: readonly HeldUp[]): number {
  let at = arrivedAt;
  for (;;) {
    const during = times.filter(({ from, until }) => from < at && at <= until);
    if (during.length === 0) return at;
    at = Math.min(...during.map(({ from }) => from));
  }
}
