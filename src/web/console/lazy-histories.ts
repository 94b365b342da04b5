import type { TemporalConfig } from '../../platform/config/config.js';
import type { Histories } from '../../operate/histories/histories.js';
import type { TemporalServer } from '../../platform/temporal/connection.js';

/**
 * Histories that are opened when somebody first looks at one: a gateway whose console nobody uses never loads Temporal's
 * client, which is larger than all the rest of it. Closing waits for the calls at work, each of which ends in bounded time.
 */
export function lazyHistories(config: TemporalConfig, server: TemporalServer): Histories {
  let opened: Promise<Histories> | null = null;
  const atWork = new Set<Promise<unknown>>();
  const open = () =>
    (opened ??= import('../../operate/histories/histories.js').then(({ openHistories }) =>
      openHistories(config, server),
    ));

  const ask = <T>(call: (histories: Histories) => Promise<T>): Promise<T> => {
    const answer = open().then(call);
    atWork.add(answer);
    const done = () => atWork.delete(answer);
    answer.then(done, done);
    return answer;
  };

  return {
    ofWorkflow: (workflowId) => ask((histories) => histories.ofWorkflow(workflowId)),
    ofConversation: (conversation) => ask((histories) => histories.ofConversation(conversation)),
    async *recent(count) {
      yield* (await open()).recent(count);
    },
    close: async () => {
      await Promise.allSettled(atWork);
      if (opened !== null) await (await opened).close();
    },
  };
}
