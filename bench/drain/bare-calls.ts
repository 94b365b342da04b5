import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Conversation } from '../../src/records/conversations/conversations.js';
import type { ConversationEvent } from '../../src/contracts/messages.js';
import type { Settings } from '../harness/textback.js';
import type { Stage } from '../harness/stage.js';

/** What a caller who knows everything already would bring to one workflow, one after another. */
export interface BareCalls {
  readonly conversation: Conversation;
  readonly events: readonly ConversationEvent[];
}

/** To bare-calls-main.ts. */
export interface Order {
  readonly calls: readonly BareCalls[];
  /** Conversations at once. */
  readonly atOnce: number;
}

/** From it: how long all of it took. Milliseconds. */
export interface Answer {
  readonly tookMs: number;
}

export type BareCaller = (order: Order) => Promise<Answer>;

/** Starts a process that does nothing but to signal with start, as fast as Temporal lets it. */
export async function startBareCaller(
  stage: Stage,
  temporalAddress: string,
  settings: Settings,
): Promise<BareCaller> {
  const { PATH, HOME } = process.env;
  const child = fork(
    fileURLToPath(new URL('bare-calls-main.ts', import.meta.url)),
    [JSON.stringify(settings)],
    {
      execArgv: ['--import', 'tsx'],
      env: { PATH, HOME, TEMPORAL_ADDRESS: temporalAddress },
      serialization: 'advanced', // dates stay dates
    },
  );
  stage.keep(() => {
    child.kill();
    return Promise.resolve();
  });
  const ended = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`the process of bare calls ended with ${String(code)}`);
  });
  ended.catch(() => undefined); // of interest only to whoever waits for an answer
  const answer = () => Promise.race([once(child, 'message'), ended]);
  await answer(); // it is up
  return async (order) => {
    const answered = answer();
    child.send(order);
    const [message] = (await answered) as [Answer];
    return message;
  };
}
