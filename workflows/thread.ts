import { sleep } from '@temporalio/workflow';
import { Burst } from './burst.js';
import type { ConversationContext } from './context.js';
import { Lane } from './lane.js';
import { postNote } from './markers.js';
import type { ConversationEvent } from './messages.js';
import { answerHelp, orderTexts, relayToDrift, relayToPhone } from './relay.js';

/**
 * The two directions of an open thread, and the notes beside them. Each keeps its own order; a text that is stuck holds
 * up neither the other direction nor the notes.
 */
export class Thread {
  readonly notes = new Lane();
  readonly #context: ConversationContext;
  readonly #phone = new Lane();
  readonly #drift = new Lane();
  readonly #outgoing = new Burst();
  readonly #incoming = new Burst();
  #textsHeard = 0;

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  get isIdle(): boolean {
    return this.#lanes.every((lane) => lane.isIdle);
  }

  get isBroken(): boolean {
    return this.#lanes.some((lane) => lane.isBroken);
  }

  throwIfBroken(): void {
    for (const lane of this.#lanes) lane.throwIfBroken();
  }

  /** A chat message goes to the phone, after those that were written before it. */
  toPhone(event: ConversationEvent): void {
    this.#hold(event, this.#phone, this.#outgoing, async () => {
      this.#outgoing.sortByTime();
      const first = this.#outgoing.take();
      const result = await relayToPhone(this.#context, first, {
        textsHeard: () => this.#textsHeard,
        tell: (cause, note) => this.notes.add(() => postNote(this.#context, cause, note)),
      });
      if (result === 'failed') {
        this.notes.add(() =>
          postNote(this.#context, `not_sent:${first.key}`, {
            about: 'not_delivered',
            inboxId: first.inboxId,
          }),
        );
      }
    });
  }

  /** A visitor's text goes into the chat. Texts carry no time: Twilio is asked for the order of those that came together. */
  toDrift(event: ConversationEvent): void {
    this.#textsHeard += 1;
    this.#hold(event, this.#drift, this.#incoming, async () => {
      if (!this.#incoming.isOrdered) await orderTexts(this.#context, this.#incoming);
      await relayToDrift(this.#context, this.#incoming.take());
    });
  }

  answerHelp(event: ConversationEvent): void {
    this.#phone.add(() => answerHelp(this.#context, event));
  }

  /** Waits in the lane until what was written before the event, and arrives after it, has had its time to come. */
  #hold(event: ConversationEvent, lane: Lane, burst: Burst, relayFirst: () => Promise<void>): void {
    burst.add(event);
    const until = Date.now() + (this.#context.input.settings.reorderWindowMs ?? 0);
    lane.add(async () => {
      if (Date.now() < until)
        await sleep(until - Date.now(), { summary: 'wait for messages that were written before this one' });
      await relayFirst();
    });
  }

  get #lanes(): readonly Lane[] {
    return [this.#phone, this.#drift, this.notes];
  }
}
