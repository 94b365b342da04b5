import { Client, Connection } from '@temporalio/client';
import { signalConversation } from '../../src/worker/dispatch/start-conversation.js';
import { handOver } from '../harness/temporal.js';
import type { Settings } from '../harness/textback.js';
import type { Answer, BareCalls, Order } from './bare-calls.js';

// Temporal's own ceiling for the dispatcher: the very calls that it makes, and nothing around them. Orders come from
// bare-calls.ts.

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const context = handOver(new Client({ connection }), settings);

async function bring({ conversation, events }: BareCalls): Promise<void> {
  for (const event of events) {
    if (!(await signalConversation(context, conversation, event)))
      throw new Error('a workflow that was started just now has ended');
  }
}

async function work({ calls, atOnce }: Order): Promise<Answer> {
  const startedAt = performance.now();
  const left = [...calls];
  const one = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await bring(next);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return { tookMs: performance.now() - startedAt };
}

process.on('message', (order: Order) => {
  void work(order).then((answer) => process.send?.(answer));
});
process.send?.('up');
