import pg from 'pg';
import { INBOX_CHANNEL } from '../../records/inbox/notifier.js';
import type { Logger } from '../../platform/logging/logger.js';

/**
 * Calls `wake` when a gateway has stored an event. Reconnects quietly after losing its connection: the dispatcher reads the inbox every
 * second anyway, so a lost notification costs only a little time.
 */
export class InboxListener {
  readonly #databaseUrl: string;
  readonly #wake: () => void;
  readonly #log: Logger;
  #client: pg.Client | null = null;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(databaseUrl: string, wake: () => void, log: Logger) {
    this.#databaseUrl = databaseUrl;
    this.#wake = wake;
    this.#log = log;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      application_name: 'textback-listener',
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', this.#wake);
    client.on('error', (error) => this.#again(error));
    client.on('end', () => this.#again(null));
    try {
      await client.connect();
      await client.query(`LISTEN ${INBOX_CHANNEL}`);
      this.#wake(); // for events stored while nobody listened
    } catch (error) {
      this.#again(error);
    }
  }

  #again(error: unknown): void {
    if (this.#closed || this.#retry !== undefined) return;
    this.#log.debug({ err: error }, 'the inbox listener is reconnecting');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#connect();
    }, 1_000);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }
}
