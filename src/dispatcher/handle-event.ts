import type { Pool } from '../db/pool.js';
import type { Outcome, WaitingEvent } from '../inbox/store.js';
import type { HandOver } from '../temporal/start-conversation.js';
import { handleDriftEvent } from './handle-drift-event.js';
import { handleTextReceived, handleTextStatus } from './handle-twilio-event.js';

export interface Settled {
  readonly outcome: Outcome;
  readonly detail: string | null;
}

export interface HandlerContext extends HandOver {
  readonly pool: Pool;
  /** Our own numbers, as configured. */
  readonly numbers: readonly string[];
}

export const ignored = (detail: string): Settled => ({ outcome: 'ignored', detail });
export const applied = (detail: string): Settled => ({ outcome: 'applied', detail });
export const held = (detail: string): Settled => ({ outcome: 'held', detail });
export const dispatched: Settled = { outcome: 'dispatched', detail: null };

/** Finds out whom an event concerns and brings it there. May run twice for one event; throws to have it tried again. */
export async function handleEvent(context: HandlerContext, stored: WaitingEvent): Promise<Settled> {
  switch (stored.event.kind) {
    case 'text_received':
      return handleTextReceived(context, stored, stored.event);
    case 'text_status':
      return handleTextStatus(context, stored, stored.event);
    default:
      return handleDriftEvent(context, stored, stored.event);
  }
}
