import { eventually } from '../../support/eventually.js';
import type { Textback } from '../../support/textback.js';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Asks a gateway for an operation as an operator would. */
export async function ask(
  textback: Pick<Textback, 'gateway' | 'config'>,
  path: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${textback.gateway.url}/admin/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${textback.config.adminToken ?? ''}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What the ledger holds of a conversation's texts, oldest first. */
export async function textsInLedger(
  textback: Pick<Textback, 'db'>,
  conversationId: number,
): Promise<{ id: string; state: string; cause: string; purpose: string }[]> {
  const { rows } = await textback.db.query<{ id: string; state: string; cause: string; purpose: string }>(
    `SELECT id, state, cause, purpose FROM ledger WHERE medium = 'sms' AND conversation_id = $1 ORDER BY created_at, id`,
    [conversationId],
  );
  return rows;
}

/** Waits until the conversation's workflow has come to the text and was told that texts are paused. */
export const waitsWhilePaused = (
  textback: Pick<Textback, 'client' | 'conversation'>,
  conversationId: number,
  why: 'paused' | 'budget_spent' = 'paused',
): Promise<boolean> =>
  eventually('the follow-up waits', async () => {
    const { workflow_id = '' } = (await textback.conversation(conversationId)) ?? {};
    if (workflow_id === '') return false;
    const { events } = await textback.client.workflow.getHandle(workflow_id).fetchHistory();
    return (events ?? []).some(({ activityTaskCompletedEventAttributes: done }) =>
      (done?.result?.payloads ?? []).some(({ data }) => Buffer.from(data ?? '').includes(`"${why}"`)),
    );
  });
