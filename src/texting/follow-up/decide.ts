import type { FollowUpRef } from '../../contracts/activity-results.js';
import type { Reason } from '../../contracts/reasons.js';
import { hasContactOptedOut } from '../../records/consent/chat-opt-out.js';
import { hasOptedOut } from '../../records/consent/consents.js';
import { findDeadCode } from '../../records/dead-numbers/dead-numbers.js';
import type { Conversation } from '../../records/conversations/conversations.js';
import { readStanding } from '../../records/conversations/waits.js';
import type { Client } from '../../platform/db/pool.js';
import { isLater } from '../../contracts/talk.js';
import { isOneOf } from '../../telephony/phone-key.js';
import { toPlainQuotes } from '../../telephony/gsm.js';
import { senderNumbers } from '../../records/sessions/sender-numbers.js';
import { firstText } from './first-text.js';
import { quietUntilFor } from '../../telephony/quiet-hours.js';
import type { OrgSettings } from '../../orgs/settings/org-settings.js';
import { servedCountries } from '../../telephony/served-countries.js';
import { rangeRefusal } from '../../telephony/textable.js';
import { isSimulated, policyOf } from '../../vendors/sms-codes.js';
import type { FirstText } from './send-slot.js';

export type Decision =
  | { readonly kind: 'wanted'; readonly text: FirstText }
  | { readonly kind: 'quiet'; readonly until: number }
  /** `code`: the vendor's, if it has refused a text to this number before. */
  | { readonly kind: 'refused'; readonly reason: Reason; readonly code?: string }
  /** The visitor was answered and has written again since the workflow asked: the text is due later. */
  | { readonly kind: 'asked_again' };

/** Whether the first text may go out now, judged without asking a vendor, and the text itself. `conversation`: its locked row. */
export async function decide(
  client: Client,
  { orgId, conversationId, noLaterThan, askedAt, another }: FollowUpRef,
  conversation: Conversation,
  config: OrgSettings,
  now: number,
): Promise<Decision> {
  const { behaviour, sms } = config;
  const refused = (reason: Reason): Decision => ({ kind: 'refused', reason });
  if (!behaviour.followUps) return refused('disabled');
  if (another === undefined) {
    // If a person answered since Drift was asked, the answer is in the inbox, handed over or not.
    const { asked } = await readStanding(client, conversation);
    if (asked === null) return refused('answered');
    if (askedAt !== undefined && isLater(asked, askedAt)) return { kind: 'asked_again' };
  }
  if (now > noLaterThan) return refused('too_late');
  if (conversation.phone === null) return refused('no_phone');
  // Somebody has put one of our own numbers into the chat: a text to it would come back to us.
  if (isOneOf(sms.fromNumbers, conversation.phone)) return refused('invalid_phone');
  if (await hasOptedOut(client, orgId, conversation.phone)) return refused('opted_out');
  if (await hasContactOptedOut(client, conversation, conversation.phone)) return refused('opted_out');

  const unserved = whyUnserved(conversation.phone, config);
  if (unserved !== null) return refused(unserved);
  const code = await findDeadCode(client, orgId, conversation.phone);
  if (code !== null) return { kind: 'refused', reason: policyOf(code).reason, code };

  const until = quietUntilFor(now, conversation, behaviour);
  if (until !== null)
    return until - now > behaviour.quietMaxAgeMs ? refused('quiet_too_long') : { kind: 'quiet', until };
  const { visitorName, participants } = conversation;
  const body = firstText(behaviour.followUpTemplate, { visitorName, businessName: behaviour.businessName });
  return {
    kind: 'wanted',
    text: {
      orgId,
      conversationId,
      visitorNumber: conversation.phone,
      contactId: conversation.contactId,
      waitingSince: waitingSince(conversation),
      numbers: senderNumbers(sms, participants),
      body: toPlainQuotes(body),
      rate: sms.senderRate,
      noLaterThan,
    },
  };
}

/** Since the words that this wait began with, or since an operator asked for the text again. */
function waitingSince({ redoneAt, askedAt, openedAt }: Conversation): Date {
  const since = askedAt ?? openedAt;
  return redoneAt !== null && redoneAt > since ? redoneAt : since;
}

/** Why no text goes to a number, whoever wants one there. */
function whyUnserved(phone: string, config: OrgSettings): Reason | null {
  const { trialNumbers } = config.caps;
  if (trialNumbers !== null && !isOneOf(trialNumbers, phone)) return 'disabled';
  return rangeRefusal(phone, {
    countries: servedCountries(config),
    isSimulated: isSimulated(config.sms.apiUrl),
  });
}
