import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { clock } from '../../src/contracts/clock.js';
import type { ConversationStatus, TakenOver } from '../../src/contracts/messages.js';
import { reasons, type Reason } from '../../src/contracts/reasons.js';
import { searchAttributes } from '../../src/contracts/search-attributes.js';
import type { Step } from './state.js';

/** What keeps the messages of an open thread from passing; null where it does not. */
interface Obstacles {
  readonly optedOutSince: number | null;
  readonly takenOver: TakenOver | null;
}

/** Shows a conversation in the Temporal Web UI, in searches and to the status query. Holds no personal data. */
export class Showing {
  #status: ConversationStatus = { state: 'waiting', reason: null, waitsFor: null, until: null };

  get status(): ConversationStatus {
    return this.#status;
  }

  waiting(step: Extract<Step, { do: 'wait' }>): void {
    const { until, waitsFor, reason } = step;
    this.#status = { state: 'waiting', reason, waitsFor, until };
    const because = reason === null ? '' : ` No text so far, because ${reasons[reason]}.`;
    setCurrentDetails(`**Waiting** for ${waitsFor}, until ${clock(until)}.${because}`);
  }

  /** The sending number is busy until then. */
  waitingForSlot(until: number): void {
    this.#status = { ...this.#status, waitsFor: 'our number to be free', until };
    setCurrentDetails(
      `**Time is up.** Our number is busy until ${clock(until)}; then Textback asks Drift once more.`,
    );
  }

  checking(): void {
    this.#status = { state: 'waiting', reason: null, waitsFor: 'Drift and Twilio', until: null };
    setCurrentDetails(
      '**Time is up.** Asking Drift once more whether a person answered; if not, the text goes out.',
    );
  }

  /** `reason`: why the text may not have gone out. */
  bridging(until: number, reason: Reason | null, { optedOutSince, takenOver }: Obstacles): void {
    const isNew = this.#status.state !== 'bridging';
    const idle = `an idle thread closes at ${clock(until)}`;
    const status = {
      state: 'bridging' as const,
      reason,
      until,
      ...(optedOutSince === null ? {} : { optedOutSince }),
      ...(takenOver === null ? {} : { takenOver }),
    };
    if (takenOver !== null) {
      this.#status = { ...status, waitsFor: 'the end of its idle time' };
      setCurrentDetails(
        `**Its number was taken over by conversation ${takenOver.by}, since ${clock(takenOver.since)}.** Nothing goes to the phone from here, and what it texts is posted there; ${idle}.`,
      );
    } else if (optedOutSince !== null) {
      this.#status = { ...status, waitsFor: 'the visitor to text START' };
      setCurrentDetails(
        `**Opted out since ${clock(optedOutSince)}.** Nothing goes to the phone until it texts START; what it texts is posted; ${idle}.`,
      );
    } else {
      this.#status = { ...status, waitsFor: 'a message from either side' };
      setCurrentDetails(`**Bridging.** The visitor was texted. Messages are relayed both ways; ${idle}.`);
    }
    if (isNew) upsertSearchAttributes([{ key: searchAttributes.state, value: 'bridging' }]);
  }

  done(reason: Reason | null, why = 'The thread was idle for too long.'): void {
    this.#status = { state: 'done', reason, waitsFor: null, until: null };
    setCurrentDetails(reason === null ? `**Done.** ${why}` : `**Done, no text:** ${reasons[reason]}.`);
    upsertSearchAttributes([
      { key: searchAttributes.state, value: 'done' },
      { key: searchAttributes.reason, value: reason },
    ]);
  }
}
