import { loadConfig } from '../../../src/platform/config/config.js';
import { inTransaction, type Pool } from '../../../src/platform/db/pool.js';
import { changeOrgSettings } from '../../../src/operate/operations/org-settings.js';
import { pauseSending } from '../../../src/operate/operations/pauses.js';
import { admit } from '../../../src/orgs/people/admit.js';
import { createInvitation } from '../../../src/orgs/people/invitations.js';
import { insertOrg } from '../../../src/orgs/registry/registry.js';
import { recordConsent } from '../../../src/records/consent/consents.js';
import { learn, openConversation } from '../../../src/records/conversations/conversations.js';
import { tellNumber } from '../../../src/records/conversations/numbers.js';
import { recordOutcome } from '../../../src/records/conversations/outcome.js';
import { noteDead } from '../../../src/records/dead-numbers/dead-numbers.js';
import { claim } from '../../../src/records/ledger/claim.js';
import { intend } from '../../../src/records/ledger/ledger.js';
import { markAccepted, markAmbiguous, markParked } from '../../../src/records/ledger/moves.js';
import { storeMedia } from '../../../src/records/media/store.js';
import { findWaiting, settleEvents, storeEvents } from '../../../src/records/inbox/store.js';
import { openSession } from '../../../src/records/sessions/open-session.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';
import { parseInboundText, parseTextStatus } from '../../../src/vendors/twilio/webhook-event.js';

/** A company, with what tells it apart from another one whose IDs are all the same. */
export interface Company {
  readonly orgId: number;
  readonly ourNumber: string;
  /** Stands in everything that people of this company, or its visitors, have written. */
  readonly canary: string;
  /** Ends the IDs that Twilio gives, which it never gives twice. */
  readonly sid: string;
}

export const mine: Company = { orgId: 770077007, ourNumber: '+12025550101', canary: 'heron', sid: 'a' };
export const theirs: Company = { orgId: 880088008, ourNumber: '+12025550202', canary: 'walrus', sid: 'b' };

/** Equal in both. */
export const same = {
  conversationId: 4113510502,
  bridging: 4113510503,
  contactId: 55001,
  repId: 66001,
  messageId: 'm-71',
  eventId: 'evt-same',
  phone: '+14155552671',
} as const;

/** Of one company: the IDs by which its own things are named. */
export interface Things {
  readonly event: number;
  readonly send: string;
}

export const environment = loadConfig({ SANDBOX: 'on', TWILIO_FROM_NUMBERS: '+12025550909' });

const sidOf = ({ sid }: Company, kind: string, n: number) =>
  `${kind}${`${sid}${n}`.padStart(32, sid === 'a' ? '0' : '1')}`;

/** What a company leaves in the database, by the functions that write it there. `more`: held texts and parked sends beside the first ones. */
export async function settleIn(pool: Pool, company: Company, more = 0): Promise<Things> {
  const { orgId, canary, ourNumber } = company;
  const asked = (n: number) =>
    ({ operator: { name: `Kim ${canary}`, via: 'api' }, requestId: `${canary}-${n}` }) as const;
  await inTransaction(pool, (client) =>
    insertOrg(client, { orgId, source: 'oauth', name: `Acme ${canary}` }),
  );
  const patch = { businessName: `Acme ${canary}`, twilioFromNumbers: [ourNumber], firstTextsPerHour: 1 };
  await changeOrgSettings(pool, asked(1), { orgId, patch }, environment);

  await storeEvents(pool, chatWebhooks(company).map(parseDriftEvent));
  const texts = Array.from({ length: 1 + more }, (_, n) => inbound(company, n + 1));
  await storeEvents(pool, texts);
  const waiting = (await findWaiting(pool, 500)).filter((event) => event.orgId === orgId);
  const held = waiting.filter(({ event }) => event.kind === 'text_received').map(({ id }) => id);
  await settleEvents(
    pool,
    waiting.map(({ id }) =>
      held.includes(id)
        ? { id, outcome: 'held', detail: `nobody knows it at ${canary}` }
        : { id, outcome: 'dispatched', detail: null },
    ),
  );

  const sends: string[] = [];
  for (const conversationId of [same.conversationId, same.bridging])
    sends.push(...(await talk(pool, company, conversationId, more)));
  await noteDead(pool, { orgId, phone: '+14155552699', at: new Date() }, '30005');
  await havePeople(pool, company);
  await pauseSending(pool, asked(2), { orgId, why: `a look by ${canary}` });
  return { event: held[0] ?? 0, send: sends[0] ?? '' };
}

/** Somebody who has signed in, and somebody who was invited. */
async function havePeople(pool: Pool, { orgId, canary }: Company): Promise<void> {
  const [email, other] = [`ana@${canary}.example`, `lee@${canary}.example`];
  for (const one of [email, other])
    await createInvitation(pool, {
      ...{ orgId, email: one, role: 'operator', invitedBy: `Kim ${canary}`, lastsMs: 3_600_000 },
    });
  const identity = { issuer: 'https://id.example', subject: canary, email, isEmailVerified: true };
  await inTransaction(pool, (client) => admit(client, identity));
}

const chatWebhooks = ({ orgId, canary }: Company): object[] => {
  const about = { conversationId: same.conversationId, createdAt: Date.now() - 60_000 };
  const said = { ...about, type: 'chat', body: `<p>Where is my ${canary}?</p>` };
  const visitor = { id: same.contactId, type: 'contact' };
  return [
    {
      ...{ orgId, id: same.eventId, type: 'new_conversation' },
      data: { id: same.conversationId, contactId: same.contactId },
    },
    { orgId, type: 'new_message', data: { ...said, id: same.messageId, author: visitor } },
    {
      ...{ orgId, id: 'evt-phone', type: 'phone_captured' },
      data: { ...about, contactId: same.contactId, phoneNumber: same.phone },
    },
    {
      ...{ orgId, id: 'evt-contact', type: 'contact_updated' },
      data: { endUserId: same.contactId, attributes: { phone: same.phone, name: canary } },
    },
  ];
};

const inbound = (company: Company, n: number) =>
  parseInboundText({
    MessageSid: sidOf(company, 'SM', n),
    From: same.phone,
    To: company.ourNumber,
    Body: `Is my ${company.canary} there?`,
  });

/** Opened, texted, answered by text; a relay of it is unclear. Returns the sends that wait for somebody. */
async function talk(pool: Pool, company: Company, conversationId: number, more: number): Promise<string[]> {
  const { orgId, canary, ourNumber } = company;
  const ref = { orgId, conversationId };
  const isFirst = conversationId === same.conversationId;
  const contactId = isFirst ? same.contactId : same.contactId + 1;
  const eventId = isFirst ? same.eventId : `evt-${conversationId}`;
  await openConversation(pool, {
    ...{ ...ref, eventId, eventKey: `${orgId}:${eventId}`, contactId, visitorTexts: 'note' },
    ...{ openedAt: new Date(Date.now() - 3_600_000), followUpDelayMs: 60_000, settingsVersion: 1 },
  });
  const visitorNumber = isFirst ? same.phone : '+14155552690';
  await inTransaction(pool, (client) =>
    tellNumber(client, ref, { status: 'usable', e164: visitorNumber }, { by: 'look' }),
  );
  const numbers = { own: [], pool: [ourNumber] };
  const session = await inTransaction(pool, (client) =>
    openSession(client, { ...ref, visitorNumber, numbers }),
  );
  const text = {
    ...ref,
    medium: 'sms',
    sessionId: session?.id ?? null,
    body: `Hello from ${canary}`,
  } as const;
  const followUp = await intend(pool, { ...text, purpose: 'follow_up', cause: 'follow-up' });
  if ((await claim(pool, followUp.id)) === null) throw new Error('the first text was not claimed');
  const sid = sidOf(company, 'SM', conversationId);
  await markAccepted(pool, followUp.id, sid);
  await storeEvents(pool, [
    parseTextStatus({ MessageSid: sid, MessageStatus: 'delivered', From: ourNumber }, followUp.id),
  ]);
  const parked: string[] = [];
  await learn(pool, orgId, conversationId, {
    visitorName: `Ana ${canary}`,
    participants: [same.repId],
    optedOutAt: new Date(),
  });
  if (isFirst)
    await recordConsent(pool, {
      ...{ orgId, phone: same.phone, status: 'opted_out', means: 'chat' },
      ...{ messageSid: same.eventId, at: new Date() },
    });
  for (let n = 0; n <= more; n += 1) {
    const relay = await intend(pool, {
      ...{ ...ref, medium: 'note', purpose: 'relay', sessionId: null },
      ...{ cause: `relay:${same.messageId}-${n}`, body: `the ${canary} asks` },
    });
    await claim(pool, relay.id);
    await markAmbiguous(pool, relay.id);
    await markParked(pool, relay.id);
    parked.push(relay.id);
  }
  await storeMedia(
    pool,
    { ...ref, origin: 'text', sourceKey: `${same.messageId}-${conversationId}:0` },
    { contentType: 'image/png', name: `${canary}.png`, bytes: Buffer.from(canary) },
    3_600_000,
  );
  await inTransaction(pool, (client) => recordOutcome(client, { ...ref, state: 'bridging', reason: null }));
  return parked;
}
