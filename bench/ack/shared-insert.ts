interface Waiting {
  readonly body: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface SharedInsertOptions {
  readonly store: (bodies: readonly string[]) => Promise<void>;
  /** Statements at work at once. */
  readonly concurrency: number;
  /** Bodies in one statement, at most. */
  readonly groupSize: number;
}

/** Whatever waits while statements are at work goes with the next one. The bare idea, without a product's care. */
export class SharedInsert {
  readonly #options: SharedInsertOptions;
  readonly #queue: Waiting[] = [];
  #atWork = 0;

  constructor(options: SharedInsertOptions) {
    this.#options = options;
  }

  write(body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ body, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    const { concurrency, groupSize, store } = this.#options;
    while (this.#atWork < concurrency && this.#queue.length > 0) {
      const group = this.#queue.splice(0, groupSize);
      this.#atWork += 1;
      store(group.map(({ body }) => body)).then(
        () => {
          for (const { resolve } of group) resolve();
          this.#next();
        },
        (error: unknown) => {
          for (const { reject } of group) reject(error);
          this.#next();
        },
      );
    }
  }

  #next(): void {
    this.#atWork -= 1;
    this.#start();
  }
}
