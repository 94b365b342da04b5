import type { Medium } from '../../records/ledger/ledger.js';

/** Drift's message type for an entry. A text has none: it must never get here. */
export function driftMessageType(medium: Medium): 'chat' | 'private_note' {
  switch (medium) {
    case 'chat':
      return 'chat';
    case 'note':
      return 'private_note';
    case 'sms':
      throw new Error('a text is not a Drift message');
  }
}
