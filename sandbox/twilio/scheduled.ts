const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Timers of scheduled texts. They keep no process alive; one beyond a timer's reach (24 days) goes when it ends. */
export class Scheduled {
  #timers = new Map<string, NodeJS.Timeout>();

  add(sid: string, inMs: number, send: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(sid);
        send();
      },
      Math.min(inMs, LONGEST_TIMER_MS),
    );
    timer.unref();
    this.#timers.set(sid, timer);
  }

  cancel(sid: string): void {
    clearTimeout(this.#timers.get(sid));
    this.#timers.delete(sid);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
