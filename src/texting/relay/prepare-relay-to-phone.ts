import type {
  BotsUnanswered,
  EventRef,
  Overtaken,
  PlaceInReorderBuffer,
  Quiet,
  RelayedShare,
} from '../../contracts/activity-results.js';
import type { Config } from '../../platform/config/config.js';
import { getConversation } from '../../records/conversations/conversations.js';
import type { OrgSettings } from '../../orgs/settings/org-settings.js';
import type { Client } from '../../platform/db/pool.js';
import type { ChatMessage } from '../../contracts/events.js';
import type { Reason } from '../../contracts/reasons.js';
import { numberStateOf } from '../../records/conversations/numbers.js';
import { codeWithoutThread } from '../../records/conversations/number-state.js';
import { explainRefusal } from '../../records/ledger/refusal.js';
import { findEvent, passOver } from '../../records/inbox/store.js';
import { findByCauses } from '../../records/ledger/ledger.js';
import { drop } from '../../records/ledger/moves.js';
import { findLostFiles, type MediaLinks } from '../../records/media/links.js';
import { bookSlotNow } from '../../records/sender-pacing/reserve.js';
import { findSessionOf } from '../../records/sessions/sessions.js';
import { relayPolicy } from './relay-policy.js';
import { isOwnPost } from './echo.js';
import { causeOf, compose, findParts, shareOf, writeParts } from './outgoing-parts.js';
import { showsSomething } from './visible.js';
import { BOTS_UNANSWERED, tooManyBotTexts } from './bot-messages.js';
import { isMessageOvertaken } from './arrival-order.js';
import { couldHaveGoneFor, quietForRelay } from './quiet-for-relay.js';

/** Whether a relay may go out: its send in the ledger, or why there is none. */
type PreparedRelay =
  | {
      readonly kind: 'ready';
      readonly ledgerId: string;
      readonly parts: number;
      /** Files of the message that cannot go out. */
      readonly lostFiles: number;
      /** How many characters of the message were too many for its texts. */
      readonly left: number;
      /** When it could first have gone out, quiet hours not counted, for how long it took; null for a further part. */
      readonly since: number | null;
    }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code: string }
  /** `isUnshown`: it shows something in the chat that a text cannot carry. `botsUnanswered`: a bot's, one too many, and nobody was told yet. */
  | {
      readonly kind: 'skipped';
      readonly why: string;
      readonly lostFiles?: number;
      readonly isUnshown?: boolean;
      readonly botsUnanswered?: BotsUnanswered;
    }
  | Quiet
  | Overtaken;

const skipped = (why: string): PreparedRelay => ({ kind: 'skipped', why });

type PartRef = EventRef & RelayedShare & { readonly part: number; readonly place?: PlaceInReorderBuffer };
type Settings = OrgSettings & Pick<Config, 'media'> & { readonly links: MediaLinks };

/**
 * Decides whether a Drift message goes to the phone and writes down the intention, part by part. A message that is skipped is settled too,
 * so that later ones do not wait for it.
 * @throws EchoUndecided while it cannot be told whether the message is a post of our own.
 */
export async function prepareRelayToPhone(
  client: Client,
  ref: PartRef,
  settings: Settings,
  now: number,
): Promise<PreparedRelay> {
  const prepared = await prepare(client, ref, settings, now);
  if (prepared.kind === 'skipped' && ref.isFiles !== true) await passOver(client, ref.inboxId, prepared.why);
  return prepared;
}

async function prepare(
  client: Client,
  ref: PartRef,
  { behaviour, media, sms, links, caps }: Settings,
  now: number,
): Promise<PreparedRelay> {
  const { orgId, conversationId, inboxId, part, place, isFiles = false } = ref;
  const stored = await findEvent(client, inboxId);
  if (
    stored?.event.kind !== 'message' ||
    stored.event.conversationId !== conversationId ||
    stored.orgId !== orgId
  ) {
    return skipped('not a message of this conversation');
  }
  const { event } = stored;
  const { toPhone, why } = relayPolicy(event, behaviour.botMessages);
  if (!toPhone) return skipped(why);
  if (await isOwnPost(client, orgId, event)) return skipped('our own post');
  const session = await findSessionOf(client, orgId, conversationId);
  if (session === null) {
    // What was written down before the thread was closed comes to its end.
    const code = codeWithoutThread(
      await numberStateOf(client, await getConversation(client, orgId, conversationId)),
    );
    const parts = await findByCauses(client, orgId, conversationId, 'sms', causeOf(event, isFiles));
    for (const { id } of parts) await drop(client, id, code);
    return { kind: 'refused', reason: explainRefusal(code).reason, code };
  }
  if (event.author === 'bot') {
    if (session.automaticOffAt !== null) return skipped('a loop was cut');
    // Such as its greeting, whose webhook was late.
    if (wasWrittenBefore(session.openedAt, event))
      return skipped('a bot wrote it before the visitor was texted');
  }
  const written = await findParts(client, session, event, isFiles);
  if (written.every(({ attempts }) => attempts === 0) && place !== undefined) {
    if (await isMessageOvertaken(client, orgId, event, place)) return { kind: 'overtaken' };
  }
  let isTooLate = false;
  let since: number | null = null;
  const before = written[part - 1]?.attemptedAt?.getTime() ?? 0;
  if (written[part] === undefined || (written[part].state === 'intended' && now - before > SAME_BREATH_MS)) {
    const conversation = await getConversation(client, orgId, conversationId);
    const phone = session.visitorNumber;
    const until = quietForRelay(conversation, phone, behaviour, now);
    if (until !== null) return { kind: 'quiet', until: Math.min(until, now + LOOK_AGAIN_MS) };
    const receivedAt = (event.isMissed === true ? stored.occurredAt : stored.receivedAt).getTime();
    const couldHaveGoneMs = couldHaveGoneFor(receivedAt, conversation, phone, behaviour, now);
    isTooLate = couldHaveGoneMs > behaviour.relayMaxAgeMs;
    // Quiet all the while: it goes because the visitor has written.
    const freedAt = conversation.visitorSpokeAt?.getTime() ?? 0;
    since = couldHaveGoneMs > 0 ? now - couldHaveGoneMs : Math.max(receivedAt, freedAt);
  }
  if (event.author === 'bot' && written.length === 0) {
    const unanswered = await tooManyBotTexts(client, session, event);
    if (unanswered !== null) return { ...skipped(BOTS_UNANSWERED), ...unanswered };
  }
  const composed = await compose(client, session, shareOf(event, ref), { media, links, caps });
  const sends = written.length > 0 ? written : await writeParts(client, session, event, composed, isFiles);
  const { bodies } = composed;
  const lostFiles = await countLostFiles(client, event, ref, composed.lostFiles);
  // Another build or setting may have split it: then that count is not known.
  const left = sends.length === bodies.length ? composed.left : 0;
  const send = sends[part];
  if (send === undefined) {
    const follows = ref.following !== undefined;
    const isUnshown = !follows && lostFiles === 0 && showsSomething(event.html);
    const why = follows ? 'the message has no text, and its files follow' : 'the message has no text';
    return { kind: 'skipped', why, lostFiles, isUnshown };
  }
  if (isTooLate) {
    for (const { id } of sends.slice(part)) await drop(client, id, 'too_late');
    return { kind: 'refused', reason: 'too_late', code: 'too_late' };
  }
  const { id: ledgerId, body } = send;
  if (send.state === 'intended')
    await bookSlotNow(client, ledgerId, { ourNumber: session.ourNumber, body, rate: sms.senderRate });
  return { kind: 'ready', ledgerId, parts: sends.length, lostFiles, left, since };
}

/** How many files the rep is to be told of: of all, once none is on its way any more. */
async function countLostFiles(
  client: Client,
  event: ChatMessage,
  { orgId, following, isFiles = false }: PartRef,
  lost: number,
): Promise<number> {
  if (following === undefined) return lost;
  return isFiles ? (await findLostFiles(client, orgId, event)).length : 0;
}

/** By Drift's clock, as far as it tells. */
const wasWrittenBefore = (at: Date, { createdAt }: ChatMessage): boolean =>
  createdAt !== null && createdAt !== undefined && createdAt < at.getTime();

/** The parts of a message go out together; one that was held up for longer than this is asked about anew. */
const SAME_BREATH_MS = 5 * 60_000;

/** Zones too far apart may have no hour in common: then it is looked again, for the visitor may have told a zone or texted. */
const LOOK_AGAIN_MS = 24 * 3_600_000;
