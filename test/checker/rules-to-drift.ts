import type { CaseFile, Violation } from './case-file.js';
import { carriesText, isFromLostNumber, type Post } from './evidence.js';
import { grouped } from './grouped.js';
import { overtaken, type Carried } from './order.js';
import type { SaidByText } from './played.js';

/** Promises 4, 7 and 8 from the phone to Drift: what a visitor texts is posted once, in order, in the thread's conversation. */
export function toDrift(file: CaseFile): Violation[] {
  const where = new Map<string, Post[]>();
  for (const post of file.evidence.posts) {
    if (!carriesText(post)) continue;
    for (const marker of post.markers) where.set(marker, [...(where.get(marker) ?? []), post]);
  }
  const owners = ownersIn(file);
  const found: Violation[] = [];
  for (const texts of grouped(file.inbound, ({ phone, to }) => `${phone} ${to}`).values()) {
    const arrived: Posted[] = [];
    for (const text of texts) {
      const mine = owners(text);
      const acknowledgedAt = file.evidence.acknowledgedAt(text.sid);
      const mustArrive = mine.length > 0 && text.meaning === 'words' && acknowledgedAt !== null;
      for (const marker of text.markers) {
        const posts = where.get(marker) ?? [];
        const [first] = posts;
        const conversationId = first?.conversationId ?? mine[0] ?? null;
        const report = (kind: Violation['kind'], what: string) => found.push({ kind, conversationId, what });
        if (first === undefined) {
          // What cannot be posted into a chat that is gone is on an operator's list.
          if (mustArrive && !file.heldMarkers.has(marker))
            report('lost', `the visitor's ${marker} from ${text.phone} was never posted in Drift`);
          continue;
        }
        if (posts.length > 1)
          report('duplicated', `the visitor's ${marker} was posted ${posts.length} times`);
        for (const post of posts)
          if (!mine.includes(post.conversationId))
            report(
              'misrouted',
              `the visitor's ${marker} to ${text.to} was posted in ${post.conversationId}; the thread is that of ${mine.join(' or ') || 'nobody'}`,
            );
        if (isFromLostNumber(first)) continue;
        arrived.push({
          marker,
          seq: first.seq,
          acknowledgedAt,
          firstTriedAt: file.evidence.firstTriedAt(text.sid),
          conversationId: first.conversationId,
          postedAt: first.at,
          text,
        });
      }
    }
    for (const [conversationId, ones] of grouped(arrived, (one) => one.conversationId))
      for (const { late, before } of overtaken(ones)) {
        if (couldNotAsk(file, late, before)) continue;
        const what = `the visitor texted ${late.marker} before ${before.marker}; Drift got it after`;
        found.push({ kind: 'out_of_order', conversationId, what });
      }
  }
  return found;
}

/** Twilio alone knows in which order texts were written. Where it cannot be asked for this long they keep that of arrival. */
const ASKED_FOR_MS = 15_000;

interface Posted extends Carried {
  readonly text: SaidByText;
  readonly conversationId: number;
  readonly postedAt: number;
}

function couldNotAsk({ evidence }: CaseFile, one: Posted, other: Posted): boolean {
  const { phone, to } = one.text;
  const since = Math.max(one.acknowledgedAt ?? 0, other.acknowledgedAt ?? 0);
  const until = Math.min(one.postedAt, other.postedAt);
  return until - since > ASKED_FOR_MS && !evidence.listedAt(phone, to).some((at) => since < at && at < until);
}

/** The conversations that a text may belong to: two while the number passes from one to the other. */
function ownersIn({ sessions, slackMs }: CaseFile): (text: SaidByText) => number[] {
  const byPair = grouped(sessions, ({ phone, ours }) => `${phone} ${ours}`);
  return ({ phone, to, at }) =>
    (byPair.get(`${phone} ${to}`) ?? [])
      .filter(({ from, until }) => from - slackMs <= at && at <= until + slackMs)
      .map(({ conversationId }) => conversationId);
}
