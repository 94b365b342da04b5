import type { LedgerEntry, WebhookEntry } from '../../sandbox/shared/ledger.js';

export interface WebhookCounts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly deliveries: number;
  /** How the last try of each webhook ended that was never acknowledged: `drift timeout`, `twilio 503`, ... */
  readonly lastTries: Readonly<Record<string, number>>;
  /** The share that was never acknowledged in each tenth of the webhooks, in the order in which they were sent. Percent. */
  readonly unacknowledgedByTenth: readonly number[];
}

/** What became of the webhooks. One that is never acknowledged is its sender's loss, and yet many of them say that a run was too hard. */
export function webhookCounts(ledgers: {
  readonly drift: readonly LedgerEntry[];
  readonly twilio: readonly LedgerEntry[];
}): WebhookCounts {
  const sent = (['drift', 'twilio'] as const)
    .flatMap((vendor) => ledgers[vendor].filter(isWebhook).map((entry) => ({ vendor, entry })))
    .sort((a, b) => a.entry.at - b.entry.at);
  const lastTries: Record<string, number> = {};
  for (const { vendor, entry } of sent) {
    if (isAcknowledged(entry)) continue;
    const last = entry.attempts.at(-1);
    const end = `${vendor} ${last?.status ?? last?.error ?? 'not tried'}`;
    lastTries[end] = (lastTries[end] ?? 0) + 1;
  }
  return {
    sent: sent.length,
    acknowledged: sent.filter(({ entry }) => isAcknowledged(entry)).length,
    deliveries: sent.reduce((sum, { entry }) => sum + entry.attempts.length, 0),
    lastTries,
    unacknowledgedByTenth: Array.from({ length: 10 }, (_, i) => {
      const tenth = sent.slice((i * sent.length) / 10, ((i + 1) * sent.length) / 10);
      const without = tenth.filter(({ entry }) => !isAcknowledged(entry)).length;
      return tenth.length === 0 ? 0 : Math.round((1_000 * without) / tenth.length) / 10;
    }),
  };
}

const isWebhook = (entry: LedgerEntry): entry is WebhookEntry => entry.kind === 'webhook';

const isAcknowledged = ({ attempts }: WebhookEntry): boolean =>
  attempts.some(({ status }) => status !== null && status >= 200 && status < 300);
