import type { WaitingEvent } from '../../records/inbox/store.js';
import { phoneKey } from '../../telephony/phone-key.js';

/** Events with the same ordering key are handed over one after another. An event of one org never waits for one of another. */
export function orderingKeyOf({ id, orgId, event }: WaitingEvent): string {
  switch (event.kind) {
    case 'text_received':
      return `texts ${event.ourNumber} ${phoneKey(event.visitorNumber)}`;
    case 'text_status':
      return `status ${event.messageSid}`;
    case 'contact_updated':
      return `contact ${orgId} ${event.contactId}`;
    default:
      return event.conversationId === null ? `event ${id}` : `conversation ${orgId} ${event.conversationId}`;
  }
}
