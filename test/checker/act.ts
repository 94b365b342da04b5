import { setTimeout as sleep } from 'node:timers/promises';
import { preciseNow } from '../../sandbox/shared/ledger.js';
import type { DriftSimulator } from '../../sandbox/drift/simulator.js';
import type { TwilioSimulator } from '../../sandbox/twilio/simulator.js';
import type { SeenFollowUp } from './follow-ups-seen.js';
import { written, type Chat, type Notebook } from './notebook.js';
import type { SaidByText, SaidInChat } from './played.js';
import type { HowGiven, Step } from './scenario.js';

interface Vendors {
  readonly drift: DriftSimulator;
  readonly twilio: TwilioSimulator;
}

/** The wording that says that the phone is not the visitor's. */
export const WRONG_NUMBER = 'wrong number';

/** Past webhooks that Drift delivers again. */
const REPEATED = 4;

/** Does one step. A visitor who has not been texted does not text: those steps do nothing then. */
export async function act(
  { drift, twilio }: Vendors,
  notebook: Notebook,
  chat: Chat,
  step: Step,
  followUp: SeenFollowUp | null,
): Promise<void> {
  const { conversationId, phone } = chat;
  if (chat.isDeleted && !isByPhone(step)) return;

  const say = (
    by: SaidInChat['by'],
    body: string,
    markers: readonly string[],
    type: SaidInChat['type'] = 'chat',
    givesPhone = false,
  ) => {
    const at = preciseNow();
    const messageId =
      type === 'whisper'
        ? whisper(drift, conversationId, notebook.rawMessageId(), body)
        : drift.say(conversationId, { author: by, type: type as 'chat', body }).id;
    notebook.chat({ conversationId, messageId, by, type, markers, givesPhone }, at);
    return messageId;
  };
  const text = (
    body: string,
    meaning: SaidByText['meaning'],
    markers: readonly string[],
    { pictures = 0, thread = followUp } = {},
  ) => {
    if (thread === null) return;
    const at = preciseNow();
    const media = Array.from({ length: pictures }, () => ({ contentType: 'image/jpeg' }));
    const { sid, to } = twilio.text({ from: thread.to, to: thread.from, body, media });
    notebook.text({ phone: thread.to, to, sid, meaning, markers }, at);
  };

  switch (step.do) {
    case 'visitor_says':
    case 'rep_says':
    case 'bot_says': {
      const by = ({ visitor_says: 'visitor', rep_says: 'rep', bot_says: 'bot' } as const)[step.do];
      return burst(step, () => {
        const { body, markers } = notebook.words(step.style);
        say(by, body, markers);
      });
    }
    case 'rep_says_nothing':
      say('rep', ' ', []);
      return;
    case 'whispers': {
      const { body, markers } = notebook.words('plain');
      say('rep', body, markers, step.type);
      return;
    }
    case 'closes':
      notebook.status({ conversationId, status: 'closed' }, preciseNow());
      drift.setStatus(conversationId, 'closed');
      return;
    case 'reopens':
      notebook.status({ conversationId, status: 'open' }, preciseNow());
      drift.setStatus(conversationId, 'open');
      return;
    case 'gives_phone':
      givePhone(step.how, phone);
      return;
    case 'corrects_phone':
      chat.phone = step.whose === 'own' ? chat.others.own : chat.others.lastVisitors;
      chat.formerly = followUp;
      correctPhone(step.how, chat.phone);
      return;
    case 'deletes':
      notebook.deleted(conversationId, preciseNow());
      drift.deleteConversation(conversationId);
      chat.isDeleted = true;
      return;
    case 'texts':
      return burst(step, () => {
        const { body, markers } = notebook.words(step.style);
        text(body, 'words', markers, { pictures: step.pictures });
      });
    case 'texts_nothing':
      text('', 'words', [], { pictures: step.pictures });
      return;
    case 'old_phone_texts': {
      const { body, markers } = notebook.words('plain');
      text(body, 'words', markers, { thread: chat.formerly });
      return;
    }
    case 'stops':
      text(step.wording, step.wording === WRONG_NUMBER ? 'disown' : 'stop', []);
      return;
    case 'starts':
      text('START', 'start', []);
      return;
    case 'asks_for_help':
      text('HELP', 'help', []);
      return;
    case 'drift_repeats_itself':
      for (const seq of pastWebhooks(drift, chat).slice(-REPEATED)) drift.redeliver(seq);
      return;
  }

  /** Returns the ID of the message in which the number stands, if it stands in one. */
  function givePhone(how: HowGiven, to: string): number | null {
    const number = written(to, `${conversationId}0`);
    switch (how) {
      case 'captured':
        drift.capturePhone(conversationId, number);
        return null;
      case 'updated':
        drift.updateContact(chat.contactId, { phone: number });
        return null;
      case 'message': {
        const { body, markers } = notebook.words('plain');
        return say('visitor', `${body}, reach me at ${number}`, markers, 'chat', true);
      }
    }
  }

  function correctPhone(how: HowGiven, to: string): void {
    const at = preciseNow();
    const before = drift.ledger.lastSeq;
    const messageId = givePhone(how, to);
    if (messageId !== null) {
      notebook.corrected({ conversationId, phone: to, toldBy: { messageId }, isDated: true }, at);
      return;
    }
    const sent = drift.ledger.entries(before).filter(({ kind }) => kind === 'webhook');
    const toldBy = { webhooks: sent.map(({ seq }) => seq) };
    notebook.corrected({ contactId: chat.contactId, phone: to, toldBy, isDated: how === 'updated' }, at);
  }
}

/** What the visitor does with the phone alone, whatever has become of the chat. */
const isByPhone = ({ do: what }: Step): boolean =>
  [
    'texts',
    'texts_nothing',
    'old_phone_texts',
    'stops',
    'starts',
    'asks_for_help',
    'drift_repeats_itself',
  ].includes(what);

async function burst({ count, gapMs }: { readonly count: number; readonly gapMs: number }, one: () => void) {
  one();
  for (let i = 1; i < count; i += 1) {
    await sleep(gapMs);
    one();
  }
}

/** A message of a type that Drift does not have yet, by a person. */
function whisper(drift: DriftSimulator, conversationId: number, id: number, body: string): number {
  const { orgId } = drift.conversation(conversationId);
  const author = { id: drift.orgs.rep(orgId).id, type: 'user', bot: false };
  const data = { id, conversationId, type: 'whisper', body, author, createdAt: drift.now() };
  drift.sendRaw({ orgId, type: 'new_message', data }, {}, orgId);
  return id;
}

function pastWebhooks({ ledger }: DriftSimulator, { conversationId, sinceSeq }: Chat): number[] {
  const isOf = (body: unknown) =>
    typeof body === 'object' &&
    body !== null &&
    'data' in body &&
    typeof body.data === 'object' &&
    body.data !== null &&
    'conversationId' in body.data &&
    body.data.conversationId === conversationId;
  return ledger
    .entries(sinceSeq) // not all, which on a long day is very much
    .filter((entry) => entry.kind === 'webhook' && isOf(entry.body))
    .map(({ seq }) => seq);
}
