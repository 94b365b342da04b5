import { createHmac } from 'node:crypto';
import { parseDriftEvent } from '../../src/vendors/drift/webhook-event.js';
import type { NamedEvent } from '../../src/contracts/events.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { messageEvents, startEvents, type DriftEvent } from '../../sandbox/drift/events.js';
import { DriftStore } from '../../sandbox/drift/store.js';
import { driftSwitchesSchema } from '../../sandbox/drift/switches.js';
import type { Conversation } from '../../sandbox/drift/types.js';

/** A webhook as Drift would send it, ready to be sent. */
export interface Webhook {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** One whose way is followed: what the gateway has to make of it. */
export interface FollowedWebhook extends Webhook {
  readonly event: NamedEvent;
}

const { orgId, verificationToken, signingSecret } = sandboxCredentials.drift;
const switches = driftSwitchesSchema.parse({});

/** What Drift tells of a visitor with each message (Drift docs, message model). */
const context = {
  ip: '192.0.2.10',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  location: { city: 'Boston', region: 'Massachusetts', country: 'US', countryName: 'United States' },
  timezone: 'America/New_York',
  href: 'https://example.com/pricing?utm_source=newsletter&utm_campaign=spring',
};

const bot = { id: 90, type: 'user', bot: true } as const;

/** Makes webhooks of a Drift account in memory, each one distinct, verified by token and signature. */
export class WebhookMaker {
  readonly #store: DriftStore;

  /** `store`: the simulated Drift that is asked about its conversations later, where there is one. */
  constructor(store = new DriftStore(Date.now)) {
    this.#store = store;
  }

  /** A visitor opens a chat. */
  opening(): { readonly conversation: Conversation; readonly webhook: FollowedWebhook } {
    const contact = this.#store.addContact(orgId, { name: 'Visitor' });
    const conversation = this.#store.addConversation(contact, { status: 'open', createdAt: Date.now() });
    return { conversation, webhook: ready(startEvents(conversation, switches)) };
  }

  message(conversation: Conversation, by: 'visitor' | 'bot', words: string): FollowedWebhook {
    const visitor = { id: conversation.contactId, type: 'contact', bot: false } as const;
    const message = this.#store.addMessage(conversation, {
      body: `<p>${words}</p>`,
      type: 'chat',
      author: by === 'visitor' ? visitor : bot,
      createdAt: Date.now(),
      attributes: {},
      ...(by === 'visitor' ? { context } : {}),
    });
    return ready(messageEvents(message, switches));
  }

  /** Visitors' first messages, each in a conversation of its own. The simulated Drift forgets them at once. */
  firstMessages(count: number): Webhook[] {
    const webhooks = Array.from({ length: count }, (_, i) =>
      this.message(this.opening().conversation, 'visitor', `Hello, do you ship to Canada? Order ${i}.`),
    );
    this.#store.clear();
    return webhooks;
  }
}

function ready([event]: readonly DriftEvent[]): FollowedWebhook {
  if (event === undefined) throw new Error('the simulated Drift sends nothing of this kind');
  const payload = { orgId: event.orgId, type: event.type, token: verificationToken, data: event.data };
  const body = JSON.stringify(payload);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'drift-webhooks (sandbox)',
      'x-verification-token': verificationToken,
      'x-drift-signature': createHmac('sha256', signingSecret).update(body).digest('hex'),
    },
    event: parseDriftEvent(payload),
  };
}
