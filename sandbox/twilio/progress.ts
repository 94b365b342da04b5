import { sleep } from '../shared/tasks.js';
import { deliveryMessage } from './error-codes.js';
import type { TextContext } from './text-context.js';
import type { Outcome, Status, Text } from './types.js';

type Step = { status: Status; errorCode?: number };

/** The statuses that a text runs through after the one it was created with. */
export function stepsOf(text: Text, outcome: Outcome | null, sequence: readonly Status[]): Step[] {
  const queued: Step[] =
    text.status === 'accepted' || text.status === 'scheduled' ? [{ status: 'queued' }] : [];
  if (outcome === null || 'refuse' in outcome) return [...queued, ...sequence.map((status) => ({ status }))];
  const sent: Step[] = outcome.status === 'undelivered' ? [{ status: 'sent' }] : [];
  return [...queued, ...sent, outcome];
}

/** Moves a text on, in the background, with a wait before each step. */
export function runSteps(twilio: TextContext, text: Text, steps: readonly Step[]): void {
  twilio.tasks.start(async (signal) => {
    for (const step of steps) {
      await sleep(twilio.switches.callbacks.statusDelayMs, signal);
      moveTo(twilio, text, step);
    }
  });
}

/** Sets the status and sends its callback. `done` is called when the callback was delivered or none is sent. */
export function moveTo(twilio: TextContext, text: Text, step: Step, done?: () => void): void {
  const { status, errorCode = null } = step;
  if (text.from === null) text.from = twilio.senderFor(text.to);
  text.errorCode = errorCode;
  text.errorMessage = errorCode === null ? null : deliveryMessage(errorCode);
  twilio.texts.setStatus(text, status);
  twilio.ledger.effect('status', { sid: text.sid, status, errorCode });
  const { callbacks } = twilio.switches;
  const target = text.statusCallback;
  if (target === null || !callbacks.enabled || callbacks.missing.includes(status)) {
    done?.();
    return;
  }
  twilio.webhooks.send('status', () => target, statusParams(twilio.account.accountSid, text), done);
}

/** Parameters of a status callback (Twilio docs, outbound message status in status callbacks). */
function statusParams(accountSid: string, text: Text): Record<string, string> {
  const final = text.status === 'delivered' || text.status === 'undelivered';
  return {
    MessageSid: text.sid,
    SmsSid: text.sid,
    MessageStatus: text.status,
    SmsStatus: text.status,
    AccountSid: accountSid,
    From: text.from ?? '',
    To: text.to,
    ApiVersion: '2010-04-01',
    ...(text.messagingServiceSid === null ? {} : { MessagingServiceSid: text.messagingServiceSid }),
    ...(text.errorCode === null ? {} : { ErrorCode: String(text.errorCode) }),
    ...(final ? { RawDlrDoneDate: receiptDate(text.dateUpdated) } : {}),
  };
}

/** A carrier's receipt: YYMMDDhhmm, no time zone. */
function receiptDate(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(2, 12);
}
