import { preciseNow } from '../../sandbox/shared/ledger.js';
import type { DriftSimulator } from '../../sandbox/drift/simulator.js';
import { markerWord } from './markers.js';
import type {
  NumberCorrected,
  Played,
  PlayedConversation,
  Said,
  SaidByText,
  SaidInChat,
  StatusSet,
} from './played.js';
import type { SeenFollowUp } from './follow-ups-seen.js';
import type { Script, Style } from './scenario.js';
import { markersOf, wordsAround } from './words.js';

/** A conversation on the stage. */
export interface Chat {
  readonly conversationId: number;
  readonly contactId: number;
  /** The visitor's, E.164: the one that they gave last. */
  phone: string;
  /** Numbers that the visitor may give instead. */
  readonly others: { readonly own: string; readonly lastVisitors: string };
  /** What the phone got that is not the visitor's any more. */
  formerly: SeenFollowUp | null;
  isDeleted: boolean;
  /** Drift's ledger has it in entries above this one only. */
  readonly sinceSeq: number;
}

type Undated<S extends Said> = Omit<S, 'at' | 'channel'>;

/** Whose chat it is, and what is to come of it. */
export type Opening = Pick<PlayedConversation, 'script' | 'name' | 'prospects'> & {
  readonly phone: string;
  readonly others: Chat['others'];
  /** The contact, if another chat of theirs was opened before. */
  readonly contactId: number | null;
};

/** Hands out markers and keeps what was said. */
export class Notebook {
  readonly #said: Said[] = [];
  readonly #conversations: (PlayedConversation & { phones: string[] })[] = [];
  readonly #phones = new Map<number, string>();
  #markers = 0;
  #rawIds = 0;

  /** A fresh message in this style. */
  words(style: Style): { readonly body: string; readonly markers: readonly string[] } {
    const markers = Array.from({ length: markersOf(style) }, () => markerWord(this.#markers++));
    return { body: wordsAround(markers, style), markers };
  }

  /** An ID for a message that the simulator does not make itself. */
  rawMessageId(): number {
    return 900_000_000 + this.#rawIds++;
  }

  /** The visitor opens the chat. */
  open(
    { drift }: { readonly drift: DriftSimulator },
    script: Script,
    { phone, others, contactId: known, ...about }: Opening,
  ): Chat {
    const { name } = about;
    const given = typeof script.phone === 'object' ? script.phone.invalid : written(phone, name);
    const contact = { name: `${name} Vance`, ...(script.phone === 'none' ? {} : { phone: given }) };
    const byBot = script.opening === 'greeting';
    const sinceSeq = drift.ledger.lastSeq;
    const { conversation } = drift.startConversation({
      ...(known === null ? { contact } : { contactId: known }),
      openedBy: byBot ? 'bot' : 'visitor',
    });
    const { id: conversationId, contactId } = conversation;
    this.#conversations.push({ conversationId, contactId, phones: [phone], ...about });
    this.#phones.set(contactId, phone);
    const { body, markers } = this.words('plain');
    const at = preciseNow();
    const { id: messageId } = drift.say(conversationId, { author: 'visitor', body });
    this.chat({ conversationId, messageId, by: 'visitor', type: 'chat', markers }, at);
    return { conversationId, contactId, phone, others, formerly: null, sinceSeq, isDeleted: false };
  }

  chat(said: Undated<SaidInChat>, at: number): void {
    this.#said.push({ channel: 'chat', at, ...said });
  }

  text(said: Undated<SaidByText>, at: number): void {
    this.#said.push({ channel: 'text', at, ...said });
  }

  status(said: Undated<StatusSet>, at: number): void {
    this.#said.push({ channel: 'status', at, ...said });
  }

  /** The phone that stands on the contact. */
  phoneOf(contactId: number): string {
    const phone = this.#phones.get(contactId);
    if (phone === undefined) throw new Error(`contact ${contactId} has no chat yet`);
    return phone;
  }

  deleted(conversationId: number, at: number): void {
    this.#said.push({ channel: 'deleted', at, conversationId });
  }

  /** Another number counts from now on: in one chat, or in all that the contact has. */
  corrected(
    { phone, toldBy, isDated, ...where }: CorrectedIn & Pick<NumberCorrected, 'phone' | 'toldBy' | 'isDated'>,
    at: number,
  ): void {
    const chats = this.#conversations.filter((one) =>
      'contactId' in where ? one.contactId === where.contactId : one.conversationId === where.conversationId,
    );
    if ('contactId' in where) this.#phones.set(where.contactId, phone);
    for (const { phones } of chats) if (!phones.includes(phone)) phones.push(phone);
    const conversationIds = chats.map(({ conversationId }) => conversationId);
    this.#said.push({ channel: 'number', at, conversationIds, phone, toldBy, isDated });
  }

  played(): Played {
    return { conversations: this.#conversations, said: this.#said };
  }
}

type CorrectedIn = { readonly conversationId: number } | { readonly contactId: number };

/** A number as people write it: one of four ways, by the visitor's name. */
export function written(phone: string, name: string): string {
  const [area, exchange, line] = [phone.slice(2, 5), phone.slice(5, 8), phone.slice(8)];
  const ways = [
    phone,
    `(${area}) ${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `+1 ${area} ${exchange} ${line}`,
  ];
  return ways[(name.codePointAt(name.length - 2) ?? 0) % ways.length] ?? phone;
}
