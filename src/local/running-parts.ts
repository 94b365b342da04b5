/** Thrown when a part is started after the stop was requested. */
export class StopRequested extends Error {
  constructor() {
    super('A stop was requested during startup.');
    this.name = 'StopRequested';
  }
}

interface Part {
  name: string;
  close: () => Promise<void>;
}

/** The parts of a process that has several: started in an order, stopped in the reverse one, all of them, once. */
export class RunningParts {
  readonly #parts: Part[] = [];
  readonly #starting = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #closing: Promise<void> | undefined;

  /** Aborted, with StopRequested as the reason, when the stop was asked for: what is starting need not go on. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Starts a part and keeps how to close it. Throws StopRequested, the part closed with the others, after a `close`. */
  async start<T>(name: string, begin: () => Promise<T>, close: (part: T) => Promise<void>): Promise<T> {
    this.throwIfStopping();
    const starting = begin().then((part) => {
      this.#parts.push({ name, close: () => close(part) });
      return part;
    });
    this.#starting.add(starting);
    try {
      const part = await starting;
      this.throwIfStopping();
      return part;
    } finally {
      this.#starting.delete(starting);
    }
  }

  throwIfStopping(): void {
    this.signal.throwIfAborted();
  }

  /** Waits for parts that are starting, then closes all in reverse order. A part that fails to close is reported, and the others are closed all the same. */
  close(onFailure: (name: string, error: unknown) => void): Promise<void> {
    this.#stop.abort(new StopRequested());
    this.#closing ??= this.#closeAll(onFailure);
    return this.#closing;
  }

  async #closeAll(onFailure: (name: string, error: unknown) => void): Promise<void> {
    await Promise.allSettled(this.#starting);
    for (const { name, close } of this.#parts.reverse()) {
      try {
        await close();
      } catch (error) {
        onFailure(name, error);
      }
    }
  }
}
