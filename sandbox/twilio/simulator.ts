import { ControlError } from '../shared/control.js';
import type { Controllable } from '../shared/control.js';
import { sandboxCredentials } from '../../src/platform/config/sandbox-credentials.js';
import { Faults } from '../shared/faults.js';
import type { FaultRule, FaultStatus } from '../shared/faults.js';
import { Ledger } from '../shared/ledger.js';
import { Switches } from '../shared/switches.js';
import { Tasks } from '../shared/tasks.js';
import { receive } from './inbound.js';
import type { InboundInput } from './inbound.js';
import { OptOuts } from './opt-out.js';
import { moveTo } from './progress.js';
import { Scheduled } from './scheduled.js';
import type { TwilioSwitches, TwilioSwitchesInput } from './switches.js';
import { twilioSwitchesSchema } from './switches.js';
import type { TextContext } from './text-context.js';
import { Texts } from './texts.js';
import type { Pair } from './texts.js';
import { statuses } from './types.js';
import type { Outcome, Status, Text, TwilioAccount } from './types.js';
import { TwilioWebhooks } from './webhooks.js';

export interface TwilioOptions extends Partial<TwilioAccount>, TwilioSwitchesInput {
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export interface TwilioState {
  accountSid: string;
  numbers: readonly string[];
  messagingServiceSid: string | null;
  /** Texts by (our number, phone), each pair's oldest first. */
  pairs: (Pair & { optedOut: boolean })[];
  /** `scope`: the Messaging Service or the number that the phone opted out of. */
  optOuts: { scope: string; visitor: string }[];
  /** The outcomes set for texts, by number and for the next text. */
  outcomes: Record<string, Outcome | null>;
  lastSeq: number;
}

/** A Twilio account in memory, and the phones that text with it. The HTTP API is in server.ts. */
export class TwilioSimulator implements Controllable, TextContext {
  readonly ledger = new Ledger();
  readonly faults = new Faults(() => this.ledger.changed());
  readonly tasks = new Tasks();
  readonly optOuts = new OptOuts();
  readonly scheduled = new Scheduled();
  readonly texts: Texts;
  /** Bytes of media by SID: sent by phones, or fetched from the URLs that API calls gave. */
  readonly files = new Map<string, Buffer>();
  readonly webhooks: TwilioWebhooks;
  readonly account: TwilioAccount;
  readonly now: () => number;
  readonly #switches: Switches<typeof twilioSwitchesSchema>;
  readonly #webhookBase: () => string | null;
  readonly #ownUrl: () => string;
  #calledAs: string | null = null;
  #nextOutcome: Outcome | null = null;
  #outcomes = new Map<string, Outcome>();
  #senders = new Map<string, string>();

  constructor(options: TwilioOptions, webhookBase: () => string | null, ownUrl: () => string) {
    const preset = sandboxCredentials.twilio;
    const {
      now = Date.now,
      accountSid = preset.accountSid,
      authToken = preset.authToken,
      numbers = preset.numbers,
      ...rest
    } = options;
    // The preset key and service belong to the preset account only.
    const ours = accountSid === preset.accountSid;
    const { apiKey, apiSecret, messagingServiceSid, ...switches } = ours
      ? { ...presetExtras(), ...rest }
      : rest;
    this.now = now;
    this.account = {
      accountSid,
      authToken,
      numbers,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(apiSecret === undefined ? {} : { apiSecret }),
      ...(messagingServiceSid === undefined ? {} : { messagingServiceSid }),
    };
    this.#webhookBase = webhookBase;
    this.#ownUrl = ownUrl;
    this.#switches = new Switches(twilioSwitchesSchema, switches, () => this.ledger.changed());
    this.texts = new Texts(now);
    this.webhooks = new TwilioWebhooks(authToken, this.ledger, this.tasks, () => this.switches);
  }

  get switches(): TwilioSwitches {
    return this.#switches.current;
  }

  /** Changes some switches, nested groups in part; throws ZodError for a name or value that does not exist. */
  setSwitches(part: TwilioSwitchesInput): TwilioSwitches {
    return this.#switches.set(part);
  }

  /** Somebody texts one of our numbers. */
  text(input: InboundInput): Text {
    return receive(this, input);
  }

  /** Sets a text's status by hand and sends its callback. */
  setStatus(sid: string, status: Status, errorCode?: number): Text {
    if (!statuses.includes(status)) throw new ControlError(`status: one of ${statuses.join(', ')}`);
    const text = this.texts.get(sid);
    if (!text) throw new ControlError('no text with that sid', 404);
    moveTo(this, text, errorCode === undefined ? { status } : { status, errorCode });
    return text;
  }

  /** Sets the outcome of every text to a number or, for `next`, of the next text to anyone; null removes it. */
  setOutcome(to: string, outcome: Outcome | null): void {
    if (to === 'next') this.#nextOutcome = outcome;
    else if (outcome === null) this.#outcomes.delete(to);
    else this.#outcomes.set(to, outcome);
    this.ledger.changed();
  }

  /** The outcome that a text to this number is due; uses up the one for the next text. */
  takeOutcome(to: string): Outcome | null {
    const next = this.#nextOutcome;
    this.#nextOutcome = null;
    return next ?? this.#outcomes.get(to) ?? null;
  }

  clearOutcomes(): void {
    this.#nextOutcome = null;
    this.#outcomes.clear();
    this.ledger.changed();
  }

  /** Sends Twilio's own text, or one that a webhook's response asked for. After STOP only the reply to STOP goes out. */
  reply(source: 'auto-reply' | 'webhook-reply', to: Text, body: string): void {
    const visitor = to.from ?? '';
    const blocked = source === 'webhook-reply' && this.optOuts.has(this.scopeOf(to.to), visitor);
    const facts = { from: to.to, to: visitor, body };
    if (blocked) {
      this.ledger.effect('reply-blocked', { ...facts, code: 21610 });
      return;
    }
    const text = this.texts.add({
      source,
      direction: 'outbound-reply',
      ...facts,
      status: 'delivered',
      dateSent: this.now(),
    });
    this.ledger.effect(source, { sid: text.sid, ...facts });
  }

  /** The number that a Messaging Service picks: the one this phone knows, else the first (Sticky Sender). */
  senderFor(phone: string): string {
    const sender = this.#senders.get(phone) ?? this.account.numbers[0];
    if (sender === undefined) throw new ControlError('the account has no numbers');
    return sender;
  }

  remember(phone: string, sender: string): void {
    this.#senders.set(phone, sender);
  }

  /** The scope of an opt-out: the number's Messaging Service, or the number. */
  scopeOf(number: string): string {
    return this.account.messagingServiceSid ?? number;
  }

  inboundUrl(): string | null {
    const base = this.#webhookBase();
    if (base === null) return null;
    const { overrides } = this.switches.inbound;
    return `${base.replace(/\/$/, '')}/webhooks/twilio/inbound${overrides === '' ? '' : `#${overrides}`}`;
  }

  /** The API was called under this host: media are found under it too, as when both run in containers. */
  called(host: string | undefined): void {
    if (host !== undefined) this.#calledAs = `http://${host}`;
  }

  mediaUrl(messageSid: string, mediaSid: string): string {
    return `${this.#calledAs ?? this.#ownUrl()}/2010-04-01/Accounts/${this.account.accountSid}/Messages/${messageSid}/Media/${mediaSid}`;
  }

  addFault(rule: FaultRule): FaultStatus {
    return this.faults.add(rule);
  }

  redeliver(which: number | 'all'): number {
    return this.webhooks.sender.redeliver(which);
  }

  flush(): Promise<void> {
    return this.webhooks.sender.flush();
  }

  /** Resolves when no status change, callback or webhook is under way. Texts scheduled for later do not count. */
  whenIdle(): Promise<void> {
    return this.tasks.whenIdle();
  }

  onChange(listener: () => void): () => void {
    return this.ledger.onChange(listener);
  }

  summary(): Record<string, unknown> {
    return { vendor: 'twilio', seq: this.ledger.lastSeq };
  }

  /** Everything at a glance. No secrets. */
  state(): TwilioState {
    return {
      accountSid: this.account.accountSid,
      numbers: this.account.numbers,
      messagingServiceSid: this.account.messagingServiceSid ?? null,
      pairs: this.texts
        .pairs()
        .map((pair) => ({ ...pair, optedOut: this.optOuts.has(this.scopeOf(pair.ours), pair.visitor) })),
      optOuts: this.optOuts.list(),
      outcomes: { next: this.#nextOutcome, ...Object.fromEntries(this.#outcomes) },
      lastSeq: this.ledger.lastSeq,
    };
  }

  /** Back to the start. Sequence numbers go on. */
  async reset(): Promise<void> {
    await this.tasks.abandon();
    this.scheduled.clear();
    this.webhooks.sender.forget();
    this.texts.clear();
    this.files.clear();
    this.optOuts.clear();
    this.clearOutcomes();
    this.#senders.clear();
    this.faults.clear();
    this.#switches.reset();
    this.ledger.clear();
  }
}

function presetExtras(): Pick<TwilioAccount, 'apiKey' | 'apiSecret' | 'messagingServiceSid'> {
  const { apiKey, apiSecret, messagingServiceSid } = sandboxCredentials.twilio;
  return { apiKey, apiSecret, messagingServiceSid };
}
