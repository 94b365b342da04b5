import type { CaseFile, Violation } from './case-file.js';
import type { TextOut } from './evidence.js';
import { grouped } from './grouped.js';
import { overtaken, type Carried } from './order.js';
import { isAnswer, type SaidInChat } from './played.js';
import type { Session } from './sessions.js';

/** A START counts for what a rep writes this long after it was acknowledged. */
const BACK_IN_MS = 3_000;

/** Promises 4, 7 and 8 from Drift to the phone: what a rep writes arrives once, in order, on that visitor's phone alone. */
export function toPhone(file: CaseFile): Violation[] {
  const where = new Map<string, TextOut[]>();
  for (const text of file.evidence.texts)
    for (const marker of text.markers) where.set(marker, [...(where.get(marker) ?? []), text]);
  const sessions = grouped(file.sessions, (session) => session.conversationId);
  const found: Violation[] = [];
  for (const [conversationId, said] of grouped(file.chat.filter(isAnswer), (one) => one.conversationId)) {
    const threads = sessions.get(conversationId) ?? [];
    const names = threads.map(({ ours, phone }) => `${ours} to ${phone}`).join(' or ');
    const report = (kind: Violation['kind'], what: string) => found.push({ kind, conversationId, what });
    const arrived: Carried[] = [];
    for (const message of said) {
      const acknowledgedAt = file.evidence.acknowledgedAt(message.messageId);
      const firstTriedAt = file.evidence.firstTriedAt(message.messageId);
      const isDue = threads.some((thread) => mustArrive(file, message, thread));
      for (const marker of message.markers) {
        const texts = where.get(marker) ?? [];
        const [first] = texts;
        if (first === undefined) {
          if (isDue && !isExplained(file, message, threads))
            report('lost', `the rep's ${marker} never became a text from ${names}`);
          continue;
        }
        if (texts.length > 1) report('duplicated', `the rep's ${marker} was texted ${texts.length} times`);
        if (threads.length === 0)
          report(
            'leaked',
            `the rep's ${marker} was texted to ${first.to}, though nobody was followed up with`,
          );
        else
          for (const { to, from } of texts.filter((one) => !threads.some((thread) => isOf(thread, one))))
            report('misrouted', `the rep's ${marker} went from ${from} to ${to}; the thread is ${names}`);
        arrived.push({ marker, seq: first.seq, acknowledgedAt, firstTriedAt });
      }
    }
    for (const { late, before } of overtaken(arrived))
      report('out_of_order', `the rep wrote ${late.marker} before ${before.marker}; the phone got it after`);
  }
  return found;
}

const isOf = ({ phone, ours }: Session, { to, from }: TextOut) => to === phone && from === ours;

/** Whether it is sure that the message has to reach this phone: said in an open thread of somebody who takes texts. */
function mustArrive(
  file: CaseFile,
  { at, messageId, conversationId }: SaidInChat,
  session: Session,
): boolean {
  const knownAt = file.evidence.acknowledgedAt(messageId);
  if (knownAt === null || at <= session.from) return false;
  const workedOnAt = knownAt + file.slackMs;
  const deletedAt = file.deletedAt.get(conversationId) ?? Infinity;
  if (workedOnAt > Math.min(session.until, session.endedAt, deletedAt)) return false;
  return (file.optOuts.get(session.phone) ?? []).every(
    ({ saidAt, takenBackKnownAt }) => workedOnAt < saidAt || at > takenBackKnownAt + BACK_IN_MS,
  );
}

/** What the rep reads when a message could not go out. */
const NOT_DELIVERED = /^<p>A text did not reach the visitor/;

/**
 * Whether the rep was told that something did not reach the phone, and that is true: the number passed to another chat or
 * the visitor said STOP, however long Textback took to work on the message.
 */
function isExplained(
  file: CaseFile,
  { at, conversationId }: SaidInChat,
  threads: readonly Session[],
): boolean {
  const wasTold = file.evidence.posts.some(
    (post) =>
      post.conversationId === conversationId &&
      post.type === 'private_note' &&
      post.at > at &&
      NOT_DELIVERED.test(post.body),
  );
  const hasEnded = threads.some(({ until, endedAt }) => Math.min(until, endedAt) < Infinity);
  const optedOut = threads
    .flatMap(({ phone }) => file.optOuts.get(phone) ?? [])
    .some(({ takenBackKnownAt }) => takenBackKnownAt > at);
  return wasTold && (hasEnded || optedOut);
}
