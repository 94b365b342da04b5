import { inTransaction } from '../src/db/pool.js';
import { VendorError } from '../src/errors/vendor-error.js';
import { prepareFollowUp } from '../src/follow-up/prepare-follow-up.js';
import { deliver, reconcile } from '../src/ledger/deliver.js';
import { prepareRelayToPhone } from '../src/relay/prepare-relay.js';
import type { ActivityDeps } from './deps.js';
import type {
  ConversationRef,
  EventRef,
  FollowUpResult,
  LedgerRef,
  RelayResult,
  SendResult,
} from './results.js';

/** One text each: written down first, then sent. */
export function createTwilioActivities({ config, pool, ledger, texts }: ActivityDeps) {
  return {
    /**
     * The first text. What is surely not sent comes back as a result, since the workflow has to look again whether it is
     * still wanted before the next try.
     */
    async sendFollowUp(ref: ConversationRef & { readonly noLaterThan: number }): Promise<FollowUpResult> {
      const { behaviour, twilio } = config;
      const prepared = await inTransaction(pool, (client) =>
        prepareFollowUp(client, ref, behaviour, twilio.fromNumbers, Date.now()),
      );
      if (prepared.kind === 'refused') return { ...prepared, code: null };
      if (prepared.kind === 'quiet') return prepared;
      try {
        return await deliver(ledger, prepared.ledgerId, texts);
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        return { kind: 'not_sent', why: error.code, tryAgainInMs: error.retryAfterMs ?? null };
      }
    },

    async relayToPhone(ref: EventRef & { readonly part: number }): Promise<RelayResult> {
      const prepared = await inTransaction(pool, (client) => prepareRelayToPhone(client, ref));
      if (prepared.kind !== 'ready') return { ...prepared, parts: 0 };
      return { ...(await deliver(ledger, prepared.ledgerId, texts)), parts: prepared.parts };
    },

    /** Only after reconcileText said `absent`. */
    async textAgain({ ledgerId }: LedgerRef): Promise<SendResult> {
      return deliver(ledger, ledgerId, texts);
    },

    async reconcileText({ ledgerId }: LedgerRef): Promise<SendResult> {
      return reconcile(ledger, ledgerId, texts);
    },
  };
}

export type TwilioActivities = ReturnType<typeof createTwilioActivities>;
