import type { Figure, Findings } from '../bench.js';
import { MAX_CACHED_WORKFLOWS } from '../../src/worker/temporal-workers.js';
import type { Memory } from './heaps.js';

/** V8 collects when it sees fit: what two looks at the same work differ by. */
const NOISE_MIB = 64;

export interface TextedRun {
  /** Conversations in a batch. */
  readonly size: number;
  /** Before the first batch, and after each. */
  readonly looks: readonly Memory[];
}

const native = ({ resident, mainHeap, workflowHeap }: Memory) => resident - mainHeap - workflowHeap;

export function textedFindings({ size, looks }: TextedRun): Findings {
  const middle = Math.floor(looks.length / 2);
  const [half, last] = [looks[middle], looks.at(-1)];
  if (half === undefined || last === undefined) throw new Error('the memory was never looked at');
  const grown = last.resident - half.resident;
  // Before that, every further conversation takes room in the cache: growth says nothing.
  const isFull = middle * size >= MAX_CACHED_WORKFLOWS;
  const figures: Figure[] = [
    {
      what: `growth of the worker's memory from ${middle * size} to ${size * (looks.length - 1)} texted conversations, MiB`,
      ours: grown,
      ceiling: null,
      goal: isFull ? `<= ${NOISE_MIB} MiB: flat once the cache is full` : 'told',
      isMet: !isFull || grown <= NOISE_MIB,
    },
  ];
  const series = (name: string, part: (look: Memory) => number): string =>
    `${name}, MiB: ${looks.map((look) => Math.round(part(look))).join(', ')}`;
  return {
    figures,
    histograms: {},
    notes: [
      `at the start and after each ${size}; what is cached: ${MAX_CACHED_WORKFLOWS}`,
      series('all', ({ resident }) => resident),
      series("workflows' heap", ({ workflowHeap }) => workflowHeap),
      series('main heap', ({ mainHeap }) => mainHeap),
      series('outside the heaps', native),
    ],
  };
}
