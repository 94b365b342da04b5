import { errorWords } from '../error-words.js';
import type { RecordedSend } from '../data/conversation-sends.js';
import type { Entry } from './entry.js';
import { sendName, stateWords, toneOfState } from './send-words.js';

/** Entries for what we meant to send: when it was written down, and how it stands since when. Pure. */
export function timelineOfSends(sends: readonly RecordedSend[]): Entry[] {
  return sends.flatMap((send) => {
    const name = sendName(send);
    const written: Entry = {
      at: send.createdAt.getTime(),
      happenedAt: null,
      strand: 'send',
      title: `${name}: recorded`,
      facts: [`${send.length} characters`],
      tone: 'plain',
      inboxId: null,
    };
    if (send.state === 'intended' && send.attemptedAt === null) return [written];
    const stands: Entry = {
      at: send.updatedAt.getTime(),
      happenedAt: null,
      strand: 'send',
      title: `${name}: ${stateWords(send.state, send.medium)}`,
      facts: [
        ...(send.errorCode === null ? [] : [`${send.errorCode}: ${errorWords(send.errorCode)}`]),
        send.attempts === 1 ? '1 attempt' : `${send.attempts} attempts`,
        ...(send.vendorId === null ? [] : [send.vendorId]),
      ],
      tone: toneOfState(send.state, send.medium),
      inboxId: null,
    };
    return [written, stands];
  });
}
