/** The states of a send. */
export type SendState =
  | 'intended'
  | 'sending'
  | 'ambiguous'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'refused'
  | 'parked';

/** Total attempts at one send before an operator has to check. */
export const MAX_ATTEMPTS = 3;

/** States in which it is not yet proved that the vendor has the send. */
export const unsettled = ['intended', 'sending', 'ambiguous', 'parked'] as const satisfies SendState[];

/** States that a status report can overtake: the unsettled ones, and `refused` if we gave the send up after an attempt. */
const unreported = [...unsettled, 'refused'] as const satisfies SendState[];

export interface Transition {
  readonly from: readonly SendState[];
  readonly to: SendState;
  /** Description for the documentation. */
  readonly when: string;
}

const report = 'a status report says so; out of `refused` only if we gave the send up after an attempt';

/**
 * Every change of a send's state. `moveSql` builds the statements that write `ledger.state` from this table, and the diagram in
 * docs/architecture.md is generated from it too, so code and documentation have the same transitions.
 */
export const transitions = {
  claim: { from: ['intended'], to: 'sending', when: 'one attempt claims it' },
  accept: {
    from: unsettled,
    to: 'accepted',
    when: "the vendor's ID came back, or it was found at the vendor",
  },
  release: { from: ['sending'], to: 'intended', when: 'definitely not sent (429, never connected)' },
  lose: {
    from: ['sending'],
    to: 'ambiguous',
    when: 'time-out, reset, 5xx or unreadable response; or the attempt died',
  },
  retry: {
    from: ['sending', 'ambiguous'],
    to: 'intended',
    when: 'looked for twice over the window: the vendor does not have it',
  },
  refuse: { from: ['intended', 'sending'], to: 'refused', when: 'the vendor refused it for good' },
  drop: {
    from: ['intended'],
    to: 'refused',
    when: 'no longer wanted: opted out, thread closed, too late, conversation over',
  },
  retire: {
    from: ['intended', 'refused'],
    to: 'refused',
    when: 'the conversation begins anew: this follow-up gives way to the next',
  },
  park: {
    from: ['sending', 'ambiguous'],
    to: 'parked',
    when: `attempt ${MAX_ATTEMPTS} is ambiguous too, or the vendor cannot be asked`,
  },
  shelve: {
    from: ['intended', 'sending', 'ambiguous'],
    to: 'parked',
    when: 'the vendor was away for as long as we try',
  },
  redrive: {
    from: ['sending', 'ambiguous', 'parked'],
    to: 'ambiguous',
    when: 'an operator has it looked for again',
  },
  revive: {
    from: ['refused'],
    to: 'intended',
    when: "an operator has a visitor's words posted again that Drift refused",
  },
  report_accepted: { from: unreported, to: 'accepted', when: report },
  report_sent: { from: [...unreported, 'accepted'], to: 'sent', when: report },
  report_delivered: { from: [...unreported, 'accepted', 'sent'], to: 'delivered', when: report },
  report_undelivered: { from: [...unreported, 'accepted', 'sent'], to: 'undelivered', when: report },
  report_failed: { from: [...unreported, 'accepted', 'sent'], to: 'failed', when: report },
} as const satisfies Readonly<Record<string, Transition>>;

export type TransitionName = keyof typeof transitions;

const quoted = (states: readonly SendState[]): string => states.map((state) => `'${state}'`).join(', ');

/** SQL condition: the row's state is one of these. */
export const stateIn = (states: readonly SendState[], state = 'state'): string =>
  `${state} IN (${quoted(states)})`;

/**
 * The UPDATE for one transition; its states come from the table. `set` adds further assignments. `state` is SQL for the row's
 * current state if the statement has locked the row under another name, given in `using`.
 */
export function moveSql(
  name: TransitionName,
  {
    set = [],
    using,
    state = 'ledger.state',
    where,
    returning,
  }: {
    readonly set?: readonly string[];
    readonly using?: string;
    readonly state?: string;
    readonly where: string;
    readonly returning?: string;
  },
): string {
  const { from, to } = transitions[name];
  const writes = [`state = '${to}'`, 'updated_at = clock_timestamp()', ...set].join(', ');
  return [
    `UPDATE ledger SET ${writes}`,
    ...(using === undefined ? [] : [`FROM ${using}`]),
    `WHERE ${stateIn(from, state)} AND (${where})`,
    ...(returning === undefined ? [] : [`RETURNING ${returning}`]),
  ].join('\n');
}
