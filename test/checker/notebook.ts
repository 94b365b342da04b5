import { preciseNow } from '../../sandbox/shared/ledger.js';
import type { DriftSimulator } from '../../sandbox/drift/simulator.js';
import { markerWord } from './markers.js';
import type { Played, PlayedConversation, Said, SaidByText, SaidInChat, StatusSet } from './played.js';
import type { Script, Style } from './scenario.js';
import { markersOf, wordsAround } from './words.js';

/** A conversation on the stage. */
export interface Chat {
  readonly conversationId: number;
  readonly contactId: number;
  /** The visitor's, E.164. */
  readonly phone: string;
  /** Drift's ledger has it in entries above this one only. */
  readonly sinceSeq: number;
}

type Undated<S extends Said> = Omit<S, 'at' | 'channel'>;

/** Hands out markers and keeps what was said. */
export class Notebook {
  readonly #said: Said[] = [];
  readonly #conversations: PlayedConversation[] = [];
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
    about: Pick<PlayedConversation, 'script' | 'name' | 'prospects'> & { readonly phone: string },
  ): Chat {
    const { phone, ...rest } = about;
    const { name } = about;
    const given = typeof script.phone === 'object' ? script.phone.invalid : written(phone, name);
    const contact = { name: `${name} Vance`, ...(script.phone === 'none' ? {} : { phone: given }) };
    const byBot = script.opening === 'greeting';
    const sinceSeq = drift.ledger.lastSeq;
    const { conversation } = drift.startConversation({ contact, openedBy: byBot ? 'bot' : 'visitor' });
    const { id: conversationId, contactId } = conversation;
    this.#conversations.push({ conversationId, contactId, phones: [phone], ...rest });
    const { body, markers } = this.words('plain');
    const at = preciseNow();
    const { id: messageId } = drift.say(conversationId, { author: 'visitor', body });
    this.chat({ conversationId, messageId, by: 'visitor', type: 'chat', markers }, at);
    return { conversationId, contactId, phone, sinceSeq };
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

  played(): Played {
    return { conversations: this.#conversations, said: this.#said };
  }
}

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
