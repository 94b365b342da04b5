/** The state of an org, and of each of its connections. */
export const orgStates = {
  connected: 'Its credentials work as far as we know.',
  reconnect_required:
    'The vendor refuses its credentials: its work waits until somebody of the org connects again.',
  disconnected: 'It has taken its credentials back, or we have: nothing is done for it.',
} as const;

export type OrgState = keyof typeof orgStates;

/** From which states each is reached. What has no credentials any more cannot wait for better ones. */
const reachedFrom = {
  connected: ['reconnect_required', 'disconnected'],
  reconnect_required: ['connected'],
  disconnected: ['connected', 'reconnect_required'],
} as const satisfies Readonly<Record<OrgState, readonly OrgState[]>>;

export const canMove = (from: OrgState, to: OrgState): boolean =>
  (reachedFrom[to] as readonly OrgState[]).includes(from);
