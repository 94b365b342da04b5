/** For every state, the states that may follow it. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** @throws for a transition that is not in the table: that is a defect, and going on would hide it. */
export function checkTransition<State extends string>(
  machine: string,
  transitions: Transitions<State>,
  from: State,
  to: State,
): void {
  if (!transitions[from].includes(to)) throw new Error(`${machine}: no transition from ${from} to ${to}`);
}
