import { reasons } from '../../../contracts/reasons.js';
import type { Step } from '../../../../workflows/conversation/state.js';
import { phoneWords } from '../timeline/activity-words.js';
import type { Entry } from '../timeline/entry.js';
import type { Instant } from './instants.js';

/** Entries for the instants at which the decision came out another way, with what it was made from. Pure. */
export function decisionsOf(instants: readonly Instant[]): Entry[] {
  return instants.flatMap((instant, index) => {
    const before = instants[index - 1];
    if (instant.step === null || isSame(before?.step ?? null, instant.step)) return [];
    return [
      {
        at: instant.at,
        happenedAt: null,
        strand: 'decision' as const,
        title: `Decided: ${stepWords(instant.step)}`,
        facts: inputsOf(instant),
        tone:
          instant.step.do === 'end'
            ? ('bad' as const)
            : instant.step.do === 'text'
              ? ('good' as const)
              : ('wait' as const),
        inboxId: null,
      },
    ];
  });
}

const isSame = (a: Step | null, b: Step): boolean => a !== null && stepWords(a) === stepWords(b);

export function stepWords(step: Step): string {
  switch (step.do) {
    case 'end':
      return `no text, ${reasons[step.reason]}`;
    case 'wait':
      return `wait for ${step.waitsFor}`;
    case 'look':
      return 'look at the contact once more';
    case 'text':
      return 'ask Drift once more, then text';
  }
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');

/** What the decision was made from, as far as it knew it then. */
export const inputsOf = ({ state }: Pick<Instant, 'state'>): string[] => [
  `answered: ${yesOrNo(state.answered)}`,
  `closed: ${yesOrNo(state.closed)}`,
  `opted out: ${yesOrNo(state.optedOut)}`,
  `phone: ${phoneWords(state.phone)}`,
];
