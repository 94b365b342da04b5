/** Where a send can stand. */
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

/** Attempts at one send, all told, before an operator has to look. */
export const MAX_ATTEMPTS = 3;

/** Nothing proves yet that the vendor has it. */
export const unsettled = ['intended', 'sending', 'ambiguous', 'parked'] as const satisfies SendState[];

/** What a status report can overtake: all that is unsettled, and a send that we gave up after an attempt. */
const unreported = [...unsettled, 'refused'] as const satisfies SendState[];

export interface Transition {
  readonly from: readonly SendState[];
  readonly to: SendState;
  /** Words for the documentation. */
  readonly when: string;
}

const report = 'a status report says so; out of `refused` only if we gave the send up after an attempt';

/**
 * Every change of a send's state. The statements that write `ledger.state` are made from this table by `moveSql`, and so is the
 * diagram in docs/architecture.md: a change that does not stand here can neither be written nor be left out of the documentation.
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
  report_accepted: { from: unreported, to: 'accepted', when: report },
  report_sent: { from: [...unreported, 'accepted'], to: 'sent', when: report },
  report_delivered: { from: [...unreported, 'accepted', 'sent'], to: 'delivered', when: report },
  report_undelivered: { from: [...unreported, 'accepted', 'sent'], to: 'undelivered', when: report },
  report_failed: { from: [...unreported, 'accepted', 'sent'], to: 'failed', when: report },
} as const satisfies Readonly<Record<string, Transition>>;

export type TransitionName = keyof typeof transitions;

const quoted = (states: readonly SendState[]): string => states.map((state) => `'${state}'`).join(', ');

/** SQL: a row's state is one of these. */
export const stateIn = (states: readonly SendState[], state = 'state'): string =>
  `${state} IN (${quoted(states)})`;

/**
 * The UPDATE that takes sends along one transition: its states come from the table. `set`: what is written besides. `state`: SQL
 * for the state that a row has, where the statement has locked it by another name, which is in `using`.
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
