import type { Ledger } from '../shared/ledger.js';
import type { Tasks } from '../shared/tasks.js';
import type { OptOuts } from './opt-out.js';
import type { TwilioSwitches } from './switches.js';
import type { Texts } from './texts.js';
import type { Text, TwilioAccount } from './types.js';
import type { TwilioWebhooks } from './webhooks.js';

/** The part of a simulated Twilio that moving texts needs. TwilioSimulator implements it, and texts do not import it. */
export interface TextContext {
  readonly account: TwilioAccount;
  readonly texts: Texts;
  /** Bytes of media by SID. */
  readonly files: Map<string, Buffer>;
  readonly optOuts: OptOuts;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly switches: TwilioSwitches;
  readonly webhooks: TwilioWebhooks;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  senderFor(phone: string): string;
  scopeOf(number: string): string;
  inboundUrl(): string | null;
  mediaUrl(messageSid: string, mediaSid: string): string;
  reply(source: 'auto-reply' | 'webhook-reply', to: Text, body: string): void;
}
