import { expect, test } from '@jest/globals';
import { Ledger, type WebhookAttempt, type WebhookEntry } from '../../sandbox/shared/ledger.js';
import { webhookCounts } from './webhook-counts.js';

type Try = Pick<WebhookAttempt, 'status' | 'error'>;
const answered = (status: number): Try => ({ status, error: null });
const failed = (error: string): Try => ({ status: null, error });

test('webhooks are counted by what became of them: acknowledged by any try, or by how the last one ended', () => {
  const ledgers = { drift: new Ledger(), twilio: new Ledger() };
  const send = (vendor: 'drift' | 'twilio', at: number, ...tries: Try[]) => {
    const attempts = tries.map((one, i) => ({ delivery: 1, attempt: i + 1, at, ms: 1, ...one }));
    const event = { type: 'x', url: null, body: null, state: 'delivered', attempts } as const;
    ledgers[vendor].append<WebhookEntry>({ kind: 'webhook', ...event, at });
  };
  send('drift', 10, failed('ECONNRESET'), answered(200), answered(503));
  for (let at = 1; at < 9; at += 1) send('twilio', at, answered(204));
  send('drift', 9, failed('connect timeout'), failed('timeout'));
  for (let at = 11; at < 19; at += 1) send('drift', at, answered(200));
  send('twilio', 19, answered(503));
  send('drift', 20);
  expect(webhookCounts({ drift: ledgers.drift.entries(), twilio: ledgers.twilio.entries() })).toEqual({
    sent: 20,
    acknowledged: 17,
    deliveries: 22,
    lastTries: { 'drift timeout': 1, 'twilio 503': 1, 'drift not tried': 1 },
    unacknowledgedByTenth: [0, 0, 0, 0, 50, 0, 0, 0, 0, 100],
  });
});
