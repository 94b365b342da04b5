import type { ConversationRef, Note } from '../../contracts/activity-results.js';
import { causeOf } from './outgoing-parts.js';
import type { Client } from '../../platform/db/pool.js';
import { noteText } from './note-words.js';
import { getConversation } from '../../records/conversations/conversations.js';
import { numberStateOf } from '../../records/conversations/numbers.js';
import { codeWithoutThread } from '../../records/conversations/number-state.js';
import { findEvent } from '../../records/inbox/store.js';
import { findTextedChat } from '../../records/ledger/first-texts.js';
import { findByCauses, intend } from '../../records/ledger/ledger.js';
import { findLostFiles, type LostFile } from '../../records/media/links.js';
import { postedAs } from '../../records/conversations/visitor-texts.js';
import { findSessionOf } from '../../records/sessions/sessions.js';

/** Records a private note for the rep; once per cause. Null where Drift does not know the conversation any more. */
export async function prepareNote(
  client: Client,
  { orgId, conversationId, cause, note }: ConversationRef & { readonly cause: string; readonly note: Note },
): Promise<string | null> {
  const conversation = await getConversation(client, orgId, conversationId);
  if (conversation.chatGoneAt !== null) return null;
  const session = await findSessionOf(client, orgId, conversationId);
  const number = await numberStateOf(client, conversation);
  let errorCode: string | null = null;
  if (note.about === 'not_delivered') {
    errorCode = await errorOf(client, orgId, conversationId, note);
    if (errorCode === null && session === null) errorCode = codeWithoutThread(number); // it was not even tried
  }
  const entry = await intend(client, {
    orgId,
    conversationId,
    medium: 'note',
    purpose: 'notice',
    cause,
    sessionId: null,
    body: noteText(note, {
      ourNumber: session?.ourNumber ?? null,
      errorCode,
      textedIn:
        note.about === 'not_texted' && note.reason === 'already_texted'
          ? await findTextedChat(client, { orgId, conversationId })
          : null,
      isNumberLost: number === 'lost',
      textsShown:
        session === null ? conversation.visitorTexts : postedAs(conversation, session.visitorNumber),
      lostFiles: note.about === 'files_lost' ? await lostFilesOf(client, orgId, note.inboxId) : [],
    }),
  });
  return entry.id;
}

async function lostFilesOf(client: Client, orgId: number, inboxId: number): Promise<readonly LostFile[]> {
  const event = (await findEvent(client, inboxId))?.event;
  return event?.kind === 'message' ? findLostFiles(client, orgId, event) : [];
}

/** Why a text did not arrive: from the status callback itself, else from the ledger entry of the message it relays. */
async function errorOf(
  client: Client,
  orgId: number,
  conversationId: number,
  { inboxId, what }: Extract<Note, { readonly about: 'not_delivered' }>,
): Promise<string | null> {
  const event = (await findEvent(client, inboxId))?.event;
  if (event?.kind === 'text_status') return event.errorCode;
  if (event?.kind !== 'message') return null;
  const cause = causeOf(event, what === 'files');
  const sends = await findByCauses(client, orgId, conversationId, 'sms', cause);
  return sends.find(({ errorCode }) => errorCode !== null)?.errorCode ?? null;
}
