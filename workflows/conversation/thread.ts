import { condition, patched, sleep } from '@temporalio/workflow';
import type { Note } from '../../src/contracts/activity-results.js';
import { changeNumber } from './change-number.js';
import { initialOrdering, type DecidedOrdering, type Ordering } from './ordering.js';
import { ReorderBuffer } from './reorder-buffer.js';
import type { ConversationContext } from './context.js';
import { SerialQueue } from './serial-queue.js';
import { postNote } from './markers.js';
import { fromChat, fromText, Pictures } from './pictures.js';
import { SideWork } from './side-work.js';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import { answerHelp, isNext, orderTexts, relayToChat } from './relay.js';
import { relayToPhone } from './relay-to-phone.js';

/** The dispatcher is behind: try again when the earlier message has arrived, or after this time. */
const OVERTAKEN_MS = 1_000;

/**
 * - `idle`: nothing is under way in either direction, and no note.
 * - `relaying`: a message, a note or an answer is being relayed, or is held; or a new number is being texted.
 * - `broken`: work threw an error that nothing has handled; see SerialQueue. The thread stays broken.
 *
 * It follows from its queues, so its transitions are theirs.
 */
export type ThreadState = 'idle' | 'relaying' | 'broken';

/**
 * The two directions of an open thread, and the notes beside them. Each keeps its own order: a stuck text delays neither the other
 * direction nor the notes.
 */
export class Thread {
  readonly notes = new SerialQueue();
  /** What shows in Drift that the visitor was texted, beside the note. */
  readonly marks = new SerialQueue();
  readonly #context: ConversationContext;
  readonly #phone = new SerialQueue();
  readonly #chat = new SerialQueue();
  readonly #numbers = new SerialQueue();
  readonly #outgoing = new ReorderBuffer();
  readonly #incoming = new ReorderBuffer();
  /** Of texts whose words are not posted yet, and of messages whose words are not texted yet. */
  readonly #pictures = new Map<string, Pictures>();
  readonly #later = new SideWork();
  #textsHeard = 0;
  #numbersGiven = 0;
  #timesWoken = 0;
  #ordering: Ordering;

  constructor(context: ConversationContext) {
    this.#context = context;
    this.#ordering = initialOrdering(context.input.settings);
  }

  get state(): ThreadState {
    const states = this.#queues.map(({ state }) => state);
    if (states.includes('broken')) return 'broken';
    return states.every((state) => state === 'idle') ? 'idle' : 'relaying';
  }

  get ordering(): Ordering {
    return this.#ordering;
  }

  /**
   * Is called only once somebody has said something: while the ordering is `undecided`, the decision is written into the history.
   *
   * The patch has to stay: nine golden histories replay only as `hold`, and two only as `ask_first`. `hold` can go when no
   * open conversation is older than the build that brought `ask_first`; those histories then leave test/replay.
   */
  decideOrdering(): DecidedOrdering {
    if (this.#ordering === 'undecided') this.#ordering = patched('ask-before-holding') ? 'ask_first' : 'hold';
    return this.#ordering;
  }

  throwIfBroken(): void {
    for (const queue of this.#queues) queue.throwIfBroken();
  }

  /** Relays a chat message to the phone, after messages written before it. */
  toPhone(event: ConversationEvent): void {
    const tell = (cause: string, note: Note) => this.notes.add(() => postNote(this.#context, cause, note));
    // Earlier builds let the words wait for the files, as their histories say.
    if ((event.media ?? 0) > 0 && patched('files-follow'))
      this.#pictures.set(event.key, new Pictures(this.#context, event, fromChat));
    this.#hold(event, this.#phone, this.#outgoing, async (isSure) => {
      this.#outgoing.sortByTime();
      const first = this.#outgoing.take();
      const textsHeard = () => this.#textsHeard;
      const place = { behind: this.#outgoing.inboxIds, isSure };
      const isNumberChanging = () => this.#numbers.state === 'working';
      const surroundings = { textsHeard, isNumberChanging, tell, place };
      const pictures = this.#pictures.get(first.key);
      const following = pictures === undefined ? null : { pictures, later: this.#later, queue: this.#phone };
      const result = await relayToPhone(this.#context, first, surroundings, following);
      if (result === 'overtaken') return first;
      this.#pictures.delete(first.key);
      if (result === 'failed')
        tell(`not_sent:${first.key}`, { about: 'not_delivered', inboxId: first.inboxId });
      return null;
    });
  }

  /** Relays a visitor's text into the chat. Texts carry no time, so Twilio provides the order of texts that arrive together. */
  toChat(event: ConversationEvent): void {
    this.#textsHeard += 1;
    // Fetched while the words are held, so that pictures which cannot be had delay neither these words nor those of the next text.
    if (this.#context.input.settings.picturesFollow === true)
      this.#pictures.set(event.key, new Pictures(this.#context, event, fromText));
    this.#hold(event, this.#chat, this.#incoming, async (isSure) => {
      while (this.#ordering !== 'as_received' && !this.#incoming.isOrdered)
        await orderTexts(this.#context, this.#incoming);
      const first = this.#incoming.take();
      const place = { behind: this.#incoming.inboxIds, isSure };
      const from = first.how === 'wrong_number' ? { from: first.how } : {};
      const pictures = this.#pictures.get(first.key);
      const following = pictures === undefined ? null : { pictures, later: this.#later };
      const result = await relayToChat(this.#context, first, { place, ...from }, following);
      if (result === 'overtaken') return first;
      this.#pictures.delete(first.key);
      return null;
    });
  }

  /** The visitor may have another number: it is texted first, and messages to the phone wait for that. */
  changeNumber(event: ConversationEvent): void {
    this.#numbersGiven += 1;
    const mine = this.#numbersGiven;
    const tell = (cause: string, note: Note) => this.notes.add(() => postNote(this.#context, cause, note));
    const isOutdated = () => this.#numbersGiven > mine || this.#context.chat.isGone;
    const timesWoken = () => this.#timesWoken;
    this.#numbers.add(() => changeNumber(this.#context, event, { tell, isOutdated, timesWoken }));
  }

  /** What held the first text to a new number may be over. Earlier builds let it wait its time out, as their histories say. */
  wakeNumber(): void {
    if (this.#numbers.state === 'working' && patched('wakes-the-new-number')) this.#timesWoken += 1;
  }

  answerHelp(event: ConversationEvent): void {
    this.#phone.add(() => answerHelp(this.#context, event));
  }

  /**
   * Waits in the queue until what was written before the event, and arrives after it, has had its time to come; or not at all,
   * where it is alone and the vendor shows that there is no such thing.
   */
  #hold(
    event: ConversationEvent,
    queue: SerialQueue,
    buffer: ReorderBuffer,
    relayFirst: (isSure: boolean) => Promise<ConversationEvent | null>,
  ): void {
    buffer.add(event);
    const until = Date.now() + (this.#context.input.settings.reorderWindowMs ?? 0);
    queue.add(async () => {
      const mayAsk = Date.now() < until && buffer.size === 1 && this.decideOrdering() === 'ask_first';
      const isAlone = mayAsk && (await isNext(this.#context, event, until));
      if (!isAlone && Date.now() < until)
        await sleep(until - Date.now(), { summary: 'wait for messages that were written before this one' });
      for (let isSure = false; ;) {
        const { size } = buffer;
        const early = await relayFirst(isSure);
        if (early === null) return;
        buffer.add(early);
        // The earlier message has arrived, or is about to. If it does not arrive, it was handled in another way.
        const isMore = () => buffer.size > size;
        const summary = 'an earlier message is about to arrive';
        isSure = !isMore() && !(await condition(isMore, OVERTAKEN_MS, { summary }));
      }
    });
  }

  get #queues(): readonly (SerialQueue | SideWork)[] {
    return [this.#phone, this.#chat, this.notes, this.#numbers, this.marks, this.#later];
  }
}
