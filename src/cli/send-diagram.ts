import { transitions, unsettled, type SendState, type Transition } from '../records/ledger/transitions.js';

const rows: readonly (readonly [string, Transition])[] = Object.entries(transitions);
const all: readonly SendState[] = unsettled;

/** Names in the diagram: the status reports differ only in what they say. */
const labelOf = (name: string) => name.replace(/_.*/, '');

/** Where a transition begins, as nodes: the unsettled states are one node where all of them are meant. */
const nodesOf = (from: readonly SendState[]): readonly string[] =>
  all.every((state) => from.includes(state))
    ? ['unsettled', ...from.filter((state) => !all.includes(state))]
    : from;

/** The states of a send and the transitions between them, as a Mermaid state diagram. */
export function sendDiagram(): string {
  const edges = new Map<string, string[]>();
  for (const [name, { from, to }] of rows)
    for (const node of nodesOf(from)) {
      const edge = `${node} --> ${to}`;
      edges.set(edge, [...(edges.get(edge) ?? []), labelOf(name)]);
    }
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  state "any of: ${all.join(', ')}" as unsettled`,
    '  [*] --> intended: written down',
    ...[...edges].map(([edge, labels]) => `  ${edge}: ${labels.join(', ')}`),
    '```',
  ].join('\n');
}

export const transitionRows = rows.map(([name, { from, to, when }]) => [name, from.join(', '), to, when]);
