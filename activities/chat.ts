import { heartbeat } from '@temporalio/activity';
import { findCapability, rememberCapability } from '../src/vendors/drift/capabilities.js';
import { isAnswer } from '../src/contracts/answers.js';
import { saidIn } from '../src/vendors/drift/said.js';
import { missedEvents } from '../src/transcripts/missed-events.js';
import { tagNames, type Message } from '../src/vendors/drift/schemas.js';
import { MARKER_ATTRIBUTE, NUMBER_ATTRIBUTE, timelineWords } from '../src/vendors/drift/marker-words.js';
import { getConversation, learn, recordPhone } from '../src/records/conversations/conversations.js';
import { whatWeHave } from '../src/transcripts/known-messages.js';
import { inTransaction } from '../src/platform/db/pool.js';
import { VendorError } from '../src/platform/errors/vendor-error.js';
import { deliver, reconcile } from '../src/texting/delivery/deliver.js';
import { withoutNul } from '../src/platform/db/storable-text.js';
import { findEvent, storeEvents } from '../src/records/inbox/store.js';
import { fetchAttachment } from '../src/records/media/fetch-attachment.js';
import { judgePhone } from '../src/telephony/phone.js';
import { isNextMessage, unlessAway, type IsNext } from '../src/texting/relay/is-next.js';
import { prepareNote } from '../src/texting/relay/prepare-note.js';
import { prepareRelayToChat } from '../src/texting/relay/prepare-relay-to-chat.js';
import { findSessionOf } from '../src/records/sessions/sessions.js';
import type { ActivityDeps } from './deps.js';
import type {
  ConversationRef,
  ChatConversation,
  EventRef,
  LedgerRef,
  PlaceInReorderBuffer,
  Note,
  Overtaken,
  PhoneStatus,
  SendResult,
} from '../src/contracts/activity-results.js';

/** One call to Drift each; posts are written down first. */
export function createChatActivities({ config, pool, drift, ledger, links, posts }: ActivityDeps) {
  const { defaultCountry, markerTag } = config.behaviour;
  return {
    /**
     * The chat's status, asked anew; remembers whose chat it is. Conversations from before `book-before-asking` send `noLaterThan`
     * too: it asked for a send slot, which they get with the text.
     */
    async fetchConversation({
      orgId,
      conversationId,
    }: ConversationRef & { readonly noLaterThan?: number }): Promise<ChatConversation> {
      const { status, contactId, participants } = await drift.conversation(conversationId);
      await learn(pool, orgId, conversationId, { contactId: contactId ?? null, participants });
      return { status };
    },

    /** Judges the contact's phone attribute and remembers number and name. */
    async lookUpContact({ orgId, conversationId }: ConversationRef): Promise<PhoneStatus> {
      const { contactId } = await getConversation(pool, orgId, conversationId);
      if (contactId === null)
        return recordPhone(pool, orgId, conversationId, judgePhone(null, defaultCountry));
      const { attributes } = await drift.contact(contactId);
      const text = (key: string) =>
        typeof attributes[key] === 'string' ? withoutNul(attributes[key]) : null;
      await learn(pool, orgId, conversationId, { visitorName: text('first_name') ?? text('name') });
      return recordPhone(pool, orgId, conversationId, judgePhone(text('phone'), defaultCountry));
    },

    /** Whether the chat was answered, by all its messages. */
    async findAnswer({ conversationId }: ConversationRef): Promise<boolean> {
      for await (const message of drift.messages(conversationId)) {
        if (isAnswer(saidIn(message))) return true;
        heartbeat();
      }
      return false;
    },

    /** Stores what Drift's conversation holds and no webhook has told us; returns how many events that were. */
    async storeMissed({ key, ...ref }: ConversationRef & { readonly key: string }): Promise<number> {
      const conversation = await drift.conversation(ref.conversationId);
      const messages: Message[] = [];
      for await (const message of drift.messages(ref.conversationId)) {
        messages.push(message);
        heartbeat();
      }
      const events = missedEvents(await whatWeHave(pool, ref), conversation, messages, key);
      return (await storeEvents(pool, events)).size;
    },

    async relayToDrift(
      ref: EventRef & { readonly place?: PlaceInReorderBuffer },
    ): Promise<SendResult | Overtaken> {
      const prepared = await inTransaction(pool, (client) => prepareRelayToChat(client, ref, links));
      return prepared.kind === 'ready' ? deliver(ledger, prepared.ledgerId, posts, prepared.since) : prepared;
    },

    /** Whether Drift shows that no message before this one is missing: one look, and only where a call is to spare. */
    async isNextMessage(ref: EventRef): Promise<IsNext> {
      const stored = await findEvent(pool, ref.inboxId);
      if (stored?.event.kind !== 'message') return 'untold';
      const { event } = stored;
      return unlessAway(async () => {
        const messages = await drift.messagesOfShort(ref.conversationId);
        if (messages === null) return 'untold';
        return isNextMessage(pool, ref, event, messages, config.behaviour.botMessages);
      });
    },

    /** Fetches a file that a rep has attached to a message and keeps it. */
    async fetchAttachment(ref: EventRef & { readonly index: number }): Promise<'stored' | 'refused'> {
      const result = await fetchAttachment({ config, pool, drift }, ref);
      ledger.metrics.count('textback_media_total', { origin: 'attachment', result });
      return result;
    },

    async postNote(
      ref: ConversationRef & { readonly cause: string; readonly note: Note },
    ): Promise<SendResult> {
      const ledgerId = await inTransaction(pool, (client) => prepareNote(client, ref));
      return deliver(ledger, ledgerId, posts);
    },

    /** Only after reconcilePost said `absent`. */
    async postAgain({ ledgerId }: LedgerRef): Promise<SendResult> {
      return deliver(ledger, ledgerId, posts);
    },

    async reconcilePost({ ledgerId }: LedgerRef): Promise<SendResult> {
      return reconcile(ledger, ledgerId, posts);
    },

    /**
     * Tags the conversation; false where the account's API has no such call, which is learned once per org. The tags that
     * are there are kept: the call replaces the list.
     */
    async tagConversation({ orgId, conversationId }: ConversationRef): Promise<boolean> {
      if ((await findCapability(pool, orgId, 'tag_by_patch')) === false) return false;
      const names = tagNames(await drift.conversation(conversationId));
      if (names === null) return false; // a list that we cannot read must not be replaced
      try {
        await drift.setConversationTags(conversationId, [...new Set([...names, markerTag])]);
      } catch (error) {
        const isMissing =
          error instanceof VendorError && (error.httpStatus === 404 || error.httpStatus === 405);
        if (!isMissing) throw error;
        await rememberCapability(pool, orgId, 'tag_by_patch', false);
        return false;
      }
      await rememberCapability(pool, orgId, 'tag_by_patch', true);
      return true;
    },

    /** Puts our number on the contact, and the marker too where the conversation could not be tagged. */
    async markContact({
      orgId,
      conversationId,
      tagged,
    }: ConversationRef & { readonly tagged: boolean }): Promise<void> {
      const { contactId } = await getConversation(pool, orgId, conversationId);
      const session = await findSessionOf(pool, orgId, conversationId);
      if (contactId === null || session === null) return;
      await drift.setContactAttributes(contactId, {
        [NUMBER_ATTRIBUTE]: session.ourNumber,
        ...(tagged ? {} : { [MARKER_ATTRIBUTE]: markerTag }),
      });
    },

    async addTimelineEvent({ orgId, conversationId }: ConversationRef): Promise<void> {
      const { contactId } = await getConversation(pool, orgId, conversationId);
      if (contactId !== null) await drift.addTimelineEvent(contactId, timelineWords(markerTag));
    },
  };
}

export type ChatActivities = ReturnType<typeof createChatActivities>;
