import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { measureInbox } from '../../src/records/inbox/backlog.js';
import type { DriftStore } from '../../sandbox/drift/store.js';
import { sendInTurn, type Sender } from '../harness/load.js';
import { WebhookMaker, type FollowedWebhook } from '../harness/webhooks.js';

/** Conversations on their way at once: enough to keep every part busy, few enough to tell where they queue. */
const UNDER_WAY = 256;
const USERS = 16;
const LOOK_EVERY_MS = 250;
const STUCK_AFTER_MS = 120_000;

/** One look at the load under way. */
export interface Look {
  /** Since the first webhook. Milliseconds. */
  readonly atMs: number;
  /** Conversations whose workflows wait and whose visitors' numbers are known. */
  readonly held: number;
  /** Taken by the gateway and not yet held. */
  readonly underWay: number;
  /** Events that the dispatcher has not yet handed over. */
  readonly inbox: number;
}

/**
 * Opens chats through the gateway, closed loop: no more than UNDER_WAY are on their way at a time, until `count` are held.
 * `onLook` hears of each look. Resolves to all of them.
 * @throws Error where a webhook is not acknowledged or nothing comes of one for two minutes.
 */
export async function holdConversations(
  { db, store, sender }: { readonly db: pg.Pool; readonly store: DriftStore; readonly sender: Sender },
  count: number,
  onLook: (look: Look) => Promise<void>,
): Promise<Look[]> {
  const maker = new WebhookMaker(store);
  const startedAt = performance.now();
  const looks: Look[] = [];
  let sent = 0;
  let progressAt = startedAt;
  for (;;) {
    const [held, { waiting: inbox }] = [await countHeld(db), await measureInbox(db)];
    const now = performance.now();
    if (held > (looks.at(-1)?.held ?? 0)) progressAt = now;
    const look = { atMs: now - startedAt, held, underWay: sent - held, inbox };
    looks.push(look);
    await onLook(look);
    if (held >= count) return looks;
    if (now - progressAt > STUCK_AFTER_MS)
      throw new Error(`${held} of ${sent} chats are held, and none more for ${STUCK_AFTER_MS / 1_000} s`);
    const room = Math.min(UNDER_WAY - (sent - held), count - sent);
    const chats = Array.from({ length: room }, (_, i) => openChat(maker, store, sent + i));
    if (room > 0 && (await sendInTurn(sender, chats, { users: USERS })).failed > 0)
      throw new Error('a webhook was not acknowledged');
    sent += room;
    await sleep(LOOK_EVERY_MS);
  }
}

/** As Drift tells of a new chat: that it was opened, and the visitor's first message. Drift knows the visitor's number. */
function openChat(maker: WebhookMaker, store: DriftStore, i: number): FollowedWebhook[] {
  const { conversation, webhook } = maker.opening();
  const contact = store.contact(conversation.orgId, conversation.contactId);
  if (contact === undefined) throw new Error('the simulated Drift has lost a contact');
  store.mergeAttributes(contact, { phone: phone(i) });
  return [webhook, maker.message(conversation, 'visitor', 'Hello, do you ship to Canada?')];
}

const AREAS = [202, 212, 213, 305, 312, 404, 415, 512, 617, 702];

/** Distinct for 100,000 chats; each text that one of them gets stays in the simulated Twilio. */
function phone(i: number): string {
  const area = AREAS[Math.floor(i / 10_000) % AREAS.length] ?? 202;
  return `+1${area}556${String(i % 10_000).padStart(4, '0')}`;
}

/** Waiting conversations whose look-up is over. */
export async function countHeld(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    "SELECT count(*) FROM conversations WHERE state = 'waiting' AND phone_status = 'usable'",
  );
  return Number(rows[0]?.count);
}
