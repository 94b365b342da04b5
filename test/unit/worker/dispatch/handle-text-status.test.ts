import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { ConversationEvent } from '../../../../src/contracts/messages.js';
import type { TextStatus } from '../../../../src/contracts/events.js';
import type { Pool } from '../../../../src/platform/db/pool.js';
import { Metrics } from '../../../../src/platform/metrics/metrics.js';
import type { WaitingEvent } from '../../../../src/records/inbox/store.js';
import { claim } from '../../../../src/records/ledger/claim.js';
import { findSend, intend } from '../../../../src/records/ledger/ledger.js';
import { handleTextStatus } from '../../../../src/worker/dispatch/handle-text-status.js';
import { createVault } from '../../../../src/orgs/vault/vault.js';
import { openTestPool } from '../../../support/database.js';
import { fixedSettings } from '../../../support/fixed-settings.js';

const SID = 'SM00000000000000000000000000000001';

describe('a status report', () => {
  let pool: Pool;
  let close: () => Promise<void>;
  let metrics: Metrics;
  let id: string;
  beforeAll(async () => {
    ({ pool, close } = await openTestPool());
  });
  afterAll(() => close());
  beforeEach(async () => {
    metrics = new Metrics();
    await pool.query('TRUNCATE conversations CASCADE');
    await pool.query(
      `INSERT INTO conversations (org_id, conversation_id, workflow_id, opened_by, opened_at, due_at, state)
       VALUES (7, 1, 'w', 'k', now(), now(), 'bridging')`,
    );
    const followUp = { medium: 'sms', purpose: 'follow_up', cause: 'follow-up' } as const;
    ({ id } = await intend(pool, {
      orgId: 7,
      conversationId: 1,
      ...followUp,
      sessionId: null,
      body: 'Hi',
    }));
    await claim(pool, id);
  });

  /** What a Temporal that can be switched off is told, and where the send stood by then for everybody else. */
  function temporal() {
    const told: { readonly key: string; readonly kind: string; readonly state: string }[] = [];
    let isAway = false;
    const signalWithStart = async (_type: string, { signalArgs }: { signalArgs: [ConversationEvent] }) => {
      const [{ key, kind }] = signalArgs;
      told.push({ key, kind, state: (await findSend(pool, id)).state });
      if (isAway) throw new Error('Temporal is away');
    };
    const client = {
      withDeadline: (_until: number, call: () => Promise<unknown>) => call(),
      workflow: { signalWithStart },
    } as unknown as Client;
    return { told, client, away: (value: boolean) => (isAway = value) };
  }
  const handle = (client: Client, status: string, errorCode: string | null = null, row = 1) => {
    const event: TextStatus = {
      kind: 'text_status',
      messageSid: SID,
      status,
      errorCode,
      ledgerId: id,
      ourNumber: null,
    };
    const stored: WaitingEvent = {
      id: row,
      orgId: 7,
      eventKey: `${SID}:${status}`,
      eventId: `${SID}:${status}`,
      occurredAt: new Date(),
      receivedAt: new Date(),
      event,
      trace: null,
    };
    const context = {
      pool,
      metrics,
      client,
      taskQueue: 'q',
      settings: fixedSettings(),
      numbers: [],
      oauth: { vault: createVault(null), apps: { write: null, read: null } },
    };
    return handleTextStatus(
      { ...context, servedOrgs: { served: () => Promise.resolve('environment') } },
      stored,
      event,
    );
  };
  const counted = async (metric: RegExp) => metric.exec(await metrics.registry.metrics())?.[1];

  test('is committed before Temporal is called', async () => {
    const { told, client } = temporal();
    expect(await handle(client, 'sent')).toEqual({ outcome: 'dispatched', detail: null });
    expect(told).toEqual([{ key: `${SID}:sent:send_settled`, kind: 'send_settled', state: 'sent' }]);
  });

  test('has its effect once, also if Temporal is away, or a crash comes in between, and it is brought again', async () => {
    const { told, client, away } = temporal();
    away(true);
    await expect(handle(client, 'undelivered', '30006')).rejects.toThrow('Temporal is away');
    expect(await findSend(pool, id)).toMatchObject({ state: 'undelivered', errorCode: '30006' });
    await expect(handle(client, 'undelivered', '30006')).rejects.toThrow('Temporal is away');
    away(false);
    told.length = 0;
    expect(await handle(client, 'undelivered', '30006')).toEqual({ outcome: 'dispatched', detail: null });
    expect(told.map(({ kind, key }) => [kind, key])).toEqual([
      ['send_settled', `${SID}:undelivered:send_settled`],
      ['text_failed', `${SID}:undelivered:text_failed`],
    ]);
    expect(await counted(/decisions_total\{outcome="texted"\} (\d+)/)).toBe('1');
    expect(await counted(/text_states_total\{[^}]*30006[^}]*\} (\d+)/)).toBe('1');
  });

  test('that tells nothing new is told to nobody', async () => {
    const { told, client } = temporal();
    await handle(client, 'sent');
    told.length = 0;
    expect(await handle(client, 'queued', null, 2)).toEqual({ outcome: 'applied', detail: 'queued' });
    expect(told).toEqual([]);
  });
});
