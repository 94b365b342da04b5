import type { Tone } from '../markup/parts.js';

/** Where an entry comes from: an event in, a send out, a decision, the workflow's own doing, an operator. */
export type Strand = 'event' | 'send' | 'decision' | 'workflow' | 'operator';

/** One thing that happened, for people. No words of anybody, no number. */
export interface Entry {
  /** When Textback heard of it, or did it. Milliseconds since the epoch. */
  readonly at: number;
  /** When it happened by the vendor's clock, where that was clearly earlier. Milliseconds since the epoch. */
  readonly happenedAt: number | null;
  readonly strand: Strand;
  readonly title: string;
  readonly facts: readonly string[];
  readonly tone: Tone;
  /** The inbox row, where it can be handed over once more. */
  readonly inboxId: number | null;
}

/** Entries in order of time; those of one moment stay in the order in which they were given. */
export const inOrder = (entries: readonly Entry[]): Entry[] => [...entries].sort((a, b) => a.at - b.at);
