import { errorWords } from '../error-words.js';
import type { RecordedEvent } from '../data/conversation-events.js';
import type { Tone } from '../markup/parts.js';
import type { Entry } from './entry.js';

/** A vendor's clock that is so little behind ours says nothing. */
const SAME_MOMENT_MS = 2_000;

const authors = { visitor: 'The visitor', rep: 'A rep', bot: 'A bot' } as const;

/**
 * Entries for events that came in: kind, when it happened and when we heard of it, and what came of it. `told`: what the
 * workflow was told of them, by their IDs. Pure.
 */
export function timelineOfEvents(
  events: readonly RecordedEvent[],
  told: ReadonlyMap<number, string> = new Map(),
): Entry[] {
  return events.map((event) => {
    const at = event.receivedAt.getTime();
    const happened = event.occurredAt.getTime();
    return {
      at,
      happenedAt: at - happened > SAME_MOMENT_MS ? happened : null,
      strand: event.source === 'operator' ? 'operator' : 'event',
      title: titleOf(event),
      facts: [...factsOf(event), outcomeOf(event, told.get(event.id))],
      tone: toneOf(event),
      inboxId: event.source === 'operator' ? null : event.id,
    };
  });
}

function titleOf({ kind, author, messageType, status, type }: RecordedEvent): string {
  switch (kind) {
    case 'conversation_opened':
      return 'The chat was opened';
    case 'message':
      return `${author === null ? 'Somebody' : authors[author]} wrote ${messageType === 'chat' ? 'in the chat' : messageWords(messageType)}`;
    case 'status_changed':
      return `The chat is now ${status ?? 'in another state'}`;
    case 'phone_captured':
      return 'A phone number was given in the chat';
    case 'contact_updated':
      return 'The contact changed in Drift';
    case 'text_received':
      return 'The visitor texted';
    case 'text_status':
      return `Twilio reported on a text: ${status ?? 'unknown'}`;
    case 'refresh_asked':
      return 'An operator had the conversation fetched from Drift again';
    case 'look_asked':
      return 'Something has changed: the conversation looks again';
    case 'resume_asked':
      return 'Temporal no longer had its workflow: it was started again';
    case 'follow_up_asked':
      return 'The follow-up is reconsidered';
    case 'opt_out_undone':
      return 'An operator took the opt-out back';
    case 'redrive_asked':
      return 'An operator had a send checked again';
    default:
      return `Event ${type}`;
  }
}

const messageWords = (type: string | null) =>
  type === 'private_note' ? 'a private note' : `a message of type ${type ?? 'unknown'}`;

function factsOf({ length, files, errorCode, messageSid, kind }: RecordedEvent): string[] {
  return [
    ...(length === null || kind === 'text_status' ? [] : [`${length} characters`]),
    ...(files === 0 ? [] : [files === 1 ? '1 file' : `${files} files`]),
    ...(errorCode === null ? [] : [`${errorCode}: ${errorWords(errorCode)}`]),
    ...(messageSid === null ? [] : [messageSid]),
  ];
}

const outcomes = {
  dispatched: 'handed to the workflow',
  applied: 'recorded',
  ignored: 'ignored',
  held: 'held for an operator',
} as const;

function outcomeOf({ outcome, outcomeDetail }: RecordedEvent, told: string | undefined): string {
  if (outcome === null) return 'not processed yet';
  if (told !== undefined && outcome !== 'held') return `the workflow was told: ${told}`;
  const detail = outcomeDetail === null || outcomeDetail === '' ? '' : ` (${outcomeDetail})`;
  return `${outcomes[outcome]}${detail}`;
}

function toneOf({ outcome, errorCode, status, kind }: RecordedEvent): Tone {
  if (outcome === 'held' || errorCode !== null) return 'bad';
  if (outcome === null) return 'wait';
  return kind === 'text_status' && status === 'delivered' ? 'good' : 'plain';
}
