import type { Action, TemporalBill } from './temporal-bill.js';

/** What one conversation costs. */
export interface Cost {
  /** Calls to Drift's API. */
  readonly drift: number;
  readonly temporal: TemporalBill;
}

/**
 * Events that come together share a workflow task on a busy machine and do not on an idle one: so far a history may be longer
 * than stated. What Drift is asked and which activities run does not depend on that.
 */
const LEEWAY = 0.1;
const depends: ReadonlySet<string> = new Set(['timer']);

/** Where a conversation costs more than the table says, in words. Costs less: lower the table, or it could creep up again. */
export function excess(seen: Cost, stated: Cost): string[] {
  const { actions, events, bytes } = seen.temporal;
  return [
    ...over('calls to Drift', seen.drift, stated.drift),
    ...Object.entries(actions).flatMap(([kind, count]) => {
      const limit = stated.temporal.actions[kind as Action];
      return over(`Temporal actions: ${kind}`, count, limit, depends.has(kind) ? LEEWAY : 0);
    }),
    ...over('events in the history', events, stated.temporal.events, LEEWAY),
    ...over('bytes of history', bytes, stated.temporal.bytes, LEEWAY),
  ];
}

function over(what: string, seen: number, stated: number, leeway = 0): string[] {
  return seen <= Math.ceil(stated * (1 + leeway))
    ? []
    : [`${what}: ${seen}, ${seen - stated} more than stated`];
}

/** The cost of one and `times` another. */
export function plus(one: Cost, other: Cost, times: number): Cost {
  const add = (a: number, b: number) => a + times * b;
  const [mine, theirs] = [one.temporal, other.temporal];
  const action = (kind: Action) => add(mine.actions[kind], theirs.actions[kind]);
  return {
    drift: add(one.drift, other.drift),
    temporal: {
      actions: {
        start: action('start'),
        signal: action('signal'),
        timer: action('timer'),
        activity: action('activity'),
        upsert: action('upsert'),
      },
      events: add(mine.events, theirs.events),
      bytes: add(mine.bytes, theirs.bytes),
    },
  };
}
