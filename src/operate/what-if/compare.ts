import type { Reason } from '../../contracts/reasons.js';
import { firstText } from '../../texting/follow-up/first-text.js';
import { segmentsOf, toPlainQuotes } from '../../telephony/gsm.js';
import type { LeftOut, RecordedConversation } from './recorded.js';
import { simulate, type DecisionSettings, type Simulated } from './simulate.js';

/** `text`, or the reason why there is no text. */
export type Outcome = 'text' | Reason;

export interface Change {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly count: number;
}

export interface Words {
  readonly template: string;
  readonly businessName: string;
}

export interface WhatIf {
  /** The current configuration; each conversation's recorded delay replaces the one here. */
  readonly now: DecisionSettings;
  readonly nowWords: Words;
  /** The settings to try; absent settings stay unchanged. */
  readonly changed: Partial<DecisionSettings>;
  readonly changedTemplate: string | null;
}

export interface Comparison {
  /** Conversations opened in the period. */
  readonly conversations: number;
  readonly leftOut: readonly { readonly why: LeftOut; readonly count: number }[];
  /** Of the rest, those for which a simulation with the recorded settings reproduces the real outcome. Only these are compared. */
  readonly agreed: number;
  readonly disagreed: readonly Change[];
  readonly before: Totals;
  readonly after: Totals;
  /** Additional texts; of them, those to visitors whom a person did answer in time. */
  readonly moreTexts: number;
  readonly needless: number;
  readonly fewerTexts: number;
  readonly changes: readonly Change[];
  /** Texts that go out in both cases but at another time, and the median difference in milliseconds. */
  readonly sooner: Moved;
  readonly later: Moved;
  /** The distinct recorded delays of the conversations. Milliseconds. */
  readonly recordedDelays: readonly number[];
}

export interface Totals {
  readonly texts: number;
  /** Message segments, which Twilio bills. */
  readonly segments: number;
}

export interface Moved {
  readonly count: number;
  readonly medianMs: number | null;
}

/** Counts, conversation by conversation, the differences that the changed settings would have made. Pure. */
export class Comparing {
  readonly #whatIf: WhatIf;
  #conversations = 0;
  #agreed = 0;
  readonly #leftOut = new Map<LeftOut, number>();
  readonly #disagreed = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  readonly #delays = new Set<number>();
  readonly #before = { texts: 0, segments: 0 };
  readonly #after = { texts: 0, segments: 0 };
  readonly #sooner: number[] = [];
  readonly #later: number[] = [];

  constructor(whatIf: WhatIf) {
    this.#whatIf = whatIf;
  }

  add(conversation: RecordedConversation): void {
    const { happened, followUpDelayMs } = conversation;
    const { now, changed } = this.#whatIf;
    this.#conversations += 1;
    if (happened.kind === 'left_out') {
      count(this.#leftOut, happened.why);
      return;
    }
    const recorded = { ...now, followUpDelayMs };
    const before = simulate(conversation, recorded);
    const real: Outcome = happened.kind === 'text' ? 'text' : happened.reason;
    if (outcomeOf(before) !== real) {
      count(this.#disagreed, `${real} ${outcomeOf(before)}`);
      return;
    }
    this.#agreed += 1;
    this.#delays.add(followUpDelayMs);
    const after = simulate(conversation, { ...recorded, ...changed });
    this.#countText(conversation, before, after);
    if (outcomeOf(before) !== outcomeOf(after))
      count(this.#changes, `${outcomeOf(before)} ${outcomeOf(after)}`);
  }

  result(): Comparison {
    const changes = toChanges(this.#changes);
    const sum = (fits: (change: Change) => boolean) =>
      changes.filter(fits).reduce((all, change) => all + change.count, 0);
    return {
      conversations: this.#conversations,
      leftOut: [...this.#leftOut].map(([why, count]) => ({ why, count })).sort(byCount),
      agreed: this.#agreed,
      disagreed: toChanges(this.#disagreed),
      before: { ...this.#before },
      after: { ...this.#after },
      moreTexts: sum(({ to }) => to === 'text'),
      needless: sum(({ from, to }) => to === 'text' && from === 'answered'),
      fewerTexts: sum(({ from }) => from === 'text'),
      changes,
      sooner: moved(this.#sooner),
      later: moved(this.#later),
      recordedDelays: [...this.#delays].sort((a, b) => a - b),
    };
  }

  #countText({ happened, visitorName }: RecordedConversation, before: Simulated, after: Simulated): void {
    const { nowWords, changedTemplate } = this.#whatIf;
    const words = (template: string) =>
      toPlainQuotes(firstText(template, { visitorName, businessName: nowWords.businessName }));
    const was = happened.kind === 'text' ? happened.body : words(nowWords.template);
    const would = changedTemplate === null ? was : words(changedTemplate);
    if (before.kind === 'text') {
      this.#before.texts += 1;
      this.#before.segments += segmentsOf(was).segments;
    }
    if (after.kind === 'text') {
      this.#after.texts += 1;
      this.#after.segments += segmentsOf(would).segments;
    }
    if (before.kind === 'text' && after.kind === 'text' && before.at !== after.at)
      (after.at < before.at ? this.#sooner : this.#later).push(Math.abs(after.at - before.at));
  }
}

const outcomeOf = (simulated: Simulated): Outcome => (simulated.kind === 'text' ? 'text' : simulated.reason);

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

const byCount = (a: { count: number }, b: { count: number }) => b.count - a.count;

const toChanges = (counts: ReadonlyMap<string, number>): Change[] =>
  [...counts]
    .map(([key, times]) => {
      const [from, to] = key.split(' ') as [Outcome, Outcome];
      return { from, to, count: times };
    })
    .sort(byCount);

function moved(by: readonly number[]): Moved {
  const sorted = [...by].sort((a, b) => a - b);
  return { count: sorted.length, medianMs: sorted[Math.floor((sorted.length - 1) / 2)] ?? null };
}
