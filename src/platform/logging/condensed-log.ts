interface Window {
  counted: number;
  write: (times: number) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * For lines that a stranger can cause at will: at most one in each `everyMs` for each key. The first is written at once, and
 * those that follow are counted into the next. `write` gets the number of times that its line stands for.
 */
export class CondensedLog {
  readonly #everyMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(everyMs = 60_000) {
    this.#everyMs = everyMs;
  }

  /** Keys have few values: each has a timer while its lines keep coming. */
  note(key: string, write: (times: number) => void): void {
    const window = this.#windows.get(key);
    if (window === undefined) {
      this.#open(key, write);
      write(1);
    } else {
      window.counted += 1;
      window.write = write;
    }
  }

  /** Writes what has been counted. */
  close(): void {
    for (const { counted, write, timer } of this.#windows.values()) {
      clearTimeout(timer);
      if (counted > 0) write(counted);
    }
    this.#windows.clear();
  }

  #open(key: string, write: Window['write']): void {
    const timer = setTimeout(() => this.#end(key), this.#everyMs);
    timer.unref();
    this.#windows.set(key, { counted: 0, write, timer });
  }

  #end(key: string): void {
    const window = this.#windows.get(key);
    this.#windows.delete(key);
    if (window === undefined || window.counted === 0) return;
    this.#open(key, window.write);
    window.write(window.counted);
  }
}
