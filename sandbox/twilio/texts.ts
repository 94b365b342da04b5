import { segmentsOf } from './segments.js';
import { newSid } from './sids.js';
import type { Status, Text } from './types.js';

type NewText = Pick<Text, 'source' | 'direction' | 'from' | 'to' | 'body' | 'status'> &
  Partial<Pick<Text, 'messagingServiceSid' | 'statusCallback' | 'media' | 'sendAt' | 'dateSent'>>;

/** A conversation of texts between one of our numbers and one phone. */
export interface Pair {
  ours: string;
  visitor: string;
  texts: Text[];
}

/** The account's texts, both ways. */
export class Texts {
  readonly #now: () => number;
  #texts = new Map<string, Text>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add(given: NewText): Text {
    const now = this.#now();
    const media = given.media ?? [];
    const text: Text = {
      sid: newSid(media.length > 0 ? 'MM' : 'SM'),
      errorCode: null,
      errorMessage: null,
      messagingServiceSid: null,
      statusCallback: null,
      sendAt: null,
      dateSent: null,
      ...given,
      media,
      numSegments: segmentsOf(given.body),
      dateCreated: now,
      dateUpdated: now,
    };
    this.#texts.set(text.sid, text);
    return text;
  }

  get(sid: string): Text | undefined {
    return this.#texts.get(sid);
  }

  /** Newest first. */
  all(): Text[] {
    return [...this.#texts.values()].reverse();
  }

  delete(text: Text): void {
    this.#texts.delete(text.sid);
  }

  setStatus(text: Text, status: Status): void {
    text.status = status;
    text.dateUpdated = this.#now();
    if (status === 'sent' || status === 'delivered') text.dateSent ??= text.dateUpdated;
  }

  /** By (our number, phone), each pair's texts oldest first. A text without a sender yet is under ''. */
  pairs(): Pair[] {
    const pairs = new Map<string, Pair>();
    for (const text of this.#texts.values()) {
      const [ours, visitor] =
        text.direction === 'inbound' ? [text.to, text.from ?? ''] : [text.from ?? '', text.to];
      const pair = pairs.get(`${ours} ${visitor}`) ?? { ours, visitor, texts: [] };
      pair.texts.push(text);
      pairs.set(`${ours} ${visitor}`, pair);
    }
    return [...pairs.values()];
  }

  clear(): void {
    this.#texts.clear();
  }
}
