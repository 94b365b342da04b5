import type { Evidence, TextOut } from './evidence.js';
import { grouped } from './grouped.js';
import type { NumberOf } from './numbers.js';
import type { Played, PlayedConversation } from './played.js';

/** What the note in a chat says of the number from which its first text went. */
const TEXTED_FROM = /texted (?:the visitor|the new one) from (\+\d+)/;

/**
 * Every first text of a conversation, oldest first, by the name in it. One that greets nobody by name belongs to a conversation of that
 * phone that has none. Tabs of one visitor have the same name: of theirs, the chat says that it was texted from this number.
 */
export function followUpsOf(
  { conversations }: Played,
  evidence: Evidence,
  numbersOf: ReadonlyMap<number, readonly NumberOf[]>,
  nameIn: (body: string) => string | null,
): Map<number | null, TextOut[]> {
  const byName = grouped(conversations, ({ name }) => name);
  const found = new Map<number | null, TextOut[]>();
  const add = (id: number | null, text: TextOut) => found.set(id, [...(found.get(id) ?? []), text]);
  const nameless: TextOut[] = [];
  const notes = notesOf(evidence);
  for (const text of evidence.texts) {
    const name = nameIn(text.body);
    if (name === null) continue;
    const chats = byName.get(name) ?? [];
    if (chats.length === 0) nameless.push(text);
    else add(chatOf(text, chats, { found, notes, numbersOf }), text);
  }
  for (const text of nameless) {
    const mine = conversations.filter(({ phones }) => phones.includes(text.to));
    const free = mine.find(({ conversationId }) => !found.has(conversationId)) ?? mine[0];
    add(free?.conversationId ?? null, text);
  }
  return found;
}

interface Note {
  readonly conversationId: number;
  readonly from: string;
  readonly at: number;
}

/** The notes that tell of a first text, oldest first. */
const notesOf = ({ posts }: Evidence): Note[] =>
  posts.flatMap(({ conversationId, type, body, at }) => {
    const from = type === 'private_note' ? TEXTED_FROM.exec(body)?.[1] : undefined;
    return from === undefined ? [] : [{ conversationId, from, at }];
  });

interface Known {
  readonly found: ReadonlyMap<number | null, readonly TextOut[]>;
  readonly notes: Note[];
  readonly numbersOf: ReadonlyMap<number, readonly NumberOf[]>;
}

function chatOf(text: TextOut, chats: readonly PlayedConversation[], known: Known): number | null {
  const { found, notes, numbersOf } = known;
  if (chats.length === 1) return chats[0]?.conversationId ?? null;
  const isCounting = (id: number) =>
    numbersOf.get(id)?.findLast(({ givenAt }) => givenAt <= text.arrivedAt)?.phone === text.to;
  const isOf = (note: Note) =>
    note.from === text.from &&
    note.at >= text.arrivedAt &&
    chats.some(({ conversationId }) => conversationId === note.conversationId);
  const told = notes.filter(isOf);
  const note = told.find(({ conversationId }) => isCounting(conversationId)) ?? told[0];
  if (note === undefined) {
    const free = chats.find(({ conversationId }) => !found.has(conversationId));
    return (free ?? chats[0])?.conversationId ?? null;
  }
  // One note for one text: the number may pass from the one tab to the other.
  notes.splice(notes.indexOf(note), 1);
  return note.conversationId;
}
