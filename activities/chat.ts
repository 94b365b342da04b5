import { findCapability, rememberCapability } from '../src/vendors/capabilities.js';
import { isAnswer } from '../src/contracts/answers.js';
import { hear, unanswered } from '../src/contracts/talk.js';
import { missedEvents } from '../src/transcripts/missed-events.js';
import { VendorError } from '../src/platform/errors/vendor-error.js';
import type { Contact, Message } from '../src/vendors/chat.js';
import { followContact } from '../src/records/conversations/follow-contact.js';
import { recordGone } from '../src/records/conversations/chat-state.js';
import { getConversation, learn, talkOf } from '../src/records/conversations/conversations.js';
import { recordPhone } from '../src/records/conversations/numbers.js';
import { proveBySignedIdentity } from '../src/records/conversations/visitor-texts.js';
import { takeInEarlier } from '../src/transcripts/look.js';
import { whatWeHave } from '../src/transcripts/known-messages.js';
import { databaseTime } from '../src/platform/db/clock.js';
import { inTransaction } from '../src/platform/db/pool.js';
import { deliver, reconcile } from '../src/texting/delivery/deliver.js';
import { heardInChat } from '../src/texting/heard-in-chat.js';
import { readTalk } from '../src/records/inbox/read-talk.js';
import { findEvent, storeEvents } from '../src/records/inbox/store.js';
import { fetchAttachment } from '../src/records/media/fetch-attachment.js';
import { judgePhone } from '../src/telephony/phone.js';
import { isNextMessage, unlessAway, type IsNext } from '../src/texting/relay/is-next.js';
import { prepareNote } from '../src/texting/relay/prepare-note.js';
import { preparePictures } from '../src/texting/relay/prepare-pictures.js';
import { prepareRelayToChat } from '../src/texting/relay/prepare-relay-to-chat.js';
import { findSessionOf } from '../src/records/sessions/sessions.js';
import type { ActivityDeps } from './deps.js';
import { goOn } from './go-on.js';
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
  TalkSeen,
} from '../src/contracts/activity-results.js';
import type { TextFrom } from '../src/contracts/messages.js';

/** The name of what is learned. */
const TAG_BY_PATCH = 'tag_by_patch';

/** One call to the vendor of chats each; posts are written down first. */
export function createChatActivities({
  config,
  settings,
  pool,
  clientsFor,
  channelsFor,
  ledger,
  links,
}: ActivityDeps) {
  const behaviourOf = async (ref: ConversationRef) => (await settings.conversation(ref)).behaviour;
  return {
    /**
     * The chat's status, asked anew; remembers whose chat it is. Conversations from before `book-before-asking` send `noLaterThan`
     * too: it asked for a send slot, which they get with the text.
     */
    async fetchConversation({
      orgId,
      conversationId,
    }: ConversationRef & { readonly noLaterThan?: number }): Promise<ChatConversation> {
      const { chat } = await clientsFor(orgId);
      const { status, contactId, participants } = await chat.conversation(conversationId);
      const seenAt = await databaseTime(pool);
      if (contactId !== null) await followContact(pool, { orgId, conversationId }, contactId);
      await learn(pool, orgId, conversationId, { participants });
      return { status, seenAt };
    },

    /**
     * Judges the contact's phone attribute and remembers number and name. `unlessGiven`: nothing is asked where the visitor has given a
     * number in the chat, since it counts before the contact's.
     */
    async lookUpContact({
      orgId,
      conversationId,
      unlessGiven = false,
    }: ConversationRef & { readonly unlessGiven?: boolean }): Promise<PhoneStatus> {
      const { contactId, phoneSource, phoneStatus, visitorName } = await getConversation(
        pool,
        orgId,
        conversationId,
      );
      if (unlessGiven && phoneSource === 'visitor' && visitorName !== null) return phoneStatus;
      const { defaultCountry, signedIdentities } = await behaviourOf({ orgId, conversationId });
      if (contactId === null)
        return recordPhone(pool, orgId, conversationId, judgePhone(null, defaultCountry));
      const { chat } = await clientsFor(orgId);
      const { name, phone } = await chat.contact(contactId).catch(goneContact);
      await learn(pool, orgId, conversationId, { visitorName: name });
      const judged = judgePhone(phone, defaultCountry);
      // It proves only a number that was there when the chat began.
      if (judged.status === 'usable' && signedIdentities === 'required' && !unlessGiven)
        await proveBySignedIdentity(pool, { orgId, conversationId }, judged.e164);
      return recordPhone(pool, orgId, conversationId, judged);
    },

    /**
     * Since when the visitor waits, by what Drift lists and what has come to us. Without `since`: whether a person has ever written, as
     * conversations ask that began when this was an answer.
     */
    async findAnswer({
      orgId,
      conversationId,
      since,
    }: ConversationRef & { readonly since?: 'this_wait' }): Promise<boolean | TalkSeen> {
      const { chat } = await clientsFor(orgId);
      const messages = chat.messages(conversationId, goOn);
      if (since === undefined) {
        for await (const message of messages) if (isAnswer(message)) return true;
        return false;
      }
      const conversation = await getConversation(pool, orgId, conversationId);
      let talk = await readTalk(pool, conversation, talkOf(conversation));
      const now = await databaseTime(pool);
      for await (const message of messages) {
        const heard = heardInChat(message, now);
        if (heard !== null) talk = hear(talk, heard);
      }
      return { asked: unanswered(talk), settled: talk.settled };
    },

    /** Whether Drift still has the conversation, after it has answered a post with "not found". If not, that is recorded. */
    async lookForChat({
      inboxId = null,
      ...ref
    }: ConversationRef & { readonly inboxId?: number | null }): Promise<'there' | 'gone'> {
      const { chat } = await clientsFor(ref.orgId);
      try {
        await chat.conversation(ref.conversationId);
        return 'there';
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      await inTransaction(pool, (client) => recordGone(client, ref, inboxId));
      return 'gone';
    },

    /** Stores what Drift's conversation holds and no webhook has told us; returns how many events that were. */
    async storeMissed({ key, ...ref }: ConversationRef & { readonly key: string }): Promise<number> {
      const { chat } = await clientsFor(ref.orgId);
      const conversation = await chat.conversation(ref.conversationId);
      const messages: Message[] = [];
      for await (const message of chat.messages(ref.conversationId, goOn)) messages.push(message);
      const events = missedEvents(chat, await whatWeHave(pool, ref), conversation, messages, key);
      return (await storeEvents(pool, events)).size;
    },

    async relayToDrift(
      ref: EventRef & {
        readonly following?: readonly number[];
        readonly place?: PlaceInReorderBuffer;
        readonly from?: TextFrom;
      },
    ): Promise<SendResult | Overtaken> {
      const prepared = await inTransaction(pool, (client) => prepareRelayToChat(client, ref, links));
      if (prepared.kind !== 'ready') return prepared;
      const { posts } = await channelsFor(ref.orgId);
      return deliver(ledger, prepared.ledgerId, posts, prepared.since);
    },

    /** Posts the files of a text that its words went ahead of; `following`: their indexes. */
    async relayPictures(
      ref: EventRef & { readonly following: readonly number[]; readonly from?: TextFrom },
    ): Promise<SendResult> {
      const prepared = await inTransaction(pool, (client) => preparePictures(client, ref, links));
      if (prepared.kind !== 'ready') return prepared;
      const { posts } = await channelsFor(ref.orgId);
      return deliver(ledger, prepared.ledgerId, posts);
    },

    /**
     * Whether Drift shows that no message before this one is missing: one look, and only where a call is to spare. What is missing is
     * taken in as if its webhook had come.
     */
    async isNextMessage(ref: EventRef): Promise<IsNext> {
      const stored = await findEvent(pool, ref.inboxId);
      if (stored?.event.kind !== 'message') return 'untold';
      const { event } = stored;
      const { botMessages } = await behaviourOf(ref);
      const { chat } = await clientsFor(ref.orgId);
      return unlessAway(async () => {
        const messages = await chat.messagesOfShort(ref.conversationId);
        if (messages === null) return 'untold';
        const isNext = await isNextMessage(pool, ref, event, messages, botMessages);
        return (await takeInEarlier({ pool, metrics: ledger.metrics }, chat, ref, event, messages)) > 0
          ? 'missing'
          : isNext;
      });
    },

    /** Fetches a file that a rep has attached to a message and keeps it. */
    async fetchAttachment(ref: EventRef & { readonly index: number }): Promise<'stored' | 'refused'> {
      const { chat } = await clientsFor(ref.orgId);
      const result = await fetchAttachment({ config, pool, chat }, ref);
      ledger.metrics.count('textback_media_total', { origin: 'attachment', result });
      return result;
    },

    async postNote(
      ref: ConversationRef & { readonly cause: string; readonly note: Note },
    ): Promise<SendResult> {
      const ledgerId = await inTransaction(pool, (client) => prepareNote(client, ref));
      if (ledgerId === null) return { kind: 'skipped', why: 'the conversation was deleted' };
      const { posts } = await channelsFor(ref.orgId);
      return deliver(ledger, ledgerId, posts);
    },

    /** Only after reconcilePost said `absent`. */
    async postAgain({ orgId, ledgerId }: LedgerRef): Promise<SendResult> {
      const { posts } = await channelsFor(orgId);
      return deliver(ledger, ledgerId, posts);
    },

    async reconcilePost({ orgId, ledgerId }: LedgerRef): Promise<SendResult> {
      const { posts } = await channelsFor(orgId);
      return reconcile(ledger, ledgerId, posts, goOn);
    },

    /**
     * Tags the conversation; false where the account's API has no such call, which is learned for a day per org. The tags that are
     * there are kept: the call replaces the list. A conversation that was deleted is answered like a call that does not exist, so that
     * this is learned only while the conversation is there, and not from one such answer where the call has worked lately.
     */
    async tagConversation({ orgId, conversationId }: ConversationRef): Promise<boolean> {
      const isKnown = await findCapability(pool, orgId, TAG_BY_PATCH);
      if (isKnown === false) return false;
      const { chat } = await clientsFor(orgId);
      const { tags } = await chat.conversation(conversationId);
      if (tags === null) return false; // a list that we cannot read must not be replaced
      const { markerTag } = await behaviourOf({ orgId, conversationId });
      const isSet = await chat.setTags(conversationId, [...new Set([...tags, markerTag])]);
      if (!isSet) await chat.conversation(conversationId); // fails if it was deleted
      if (isKnown === null) await rememberCapability(pool, orgId, TAG_BY_PATCH, isSet);
      return isSet;
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
      const { chat } = await clientsFor(orgId);
      const marker = tagged ? null : (await behaviourOf({ orgId, conversationId })).markerTag;
      await chat.markContact(contactId, { ourNumber: session.ourNumber, marker });
    },

    async addTimelineEvent({ orgId, conversationId }: ConversationRef): Promise<void> {
      const { contactId } = await getConversation(pool, orgId, conversationId);
      if (contactId === null) return;
      const { chat } = await clientsFor(orgId);
      const { markerTag } = await behaviourOf({ orgId, conversationId });
      await chat.addTextedToTimeline(contactId, markerTag);
    },
  };
}

/** A contact that was deleted has no number any more. */
function goneContact(error: unknown): Contact {
  if (isNotFound(error)) return { name: null, phone: null };
  throw error;
}

const isNotFound = (error: unknown): boolean => error instanceof VendorError && error.failure === 'not_found';

export type ChatActivities = ReturnType<typeof createChatActivities>;
