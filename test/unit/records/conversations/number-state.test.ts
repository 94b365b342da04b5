import { describe, expect, test } from '@jest/globals';
import {
  codeWithoutThread,
  judgeTold,
  numberState,
  numberTransitions,
  statusAfterLoss,
  type KnownNumber,
  type NumberFacts,
  type NumberState,
  type NumberTransition,
} from '../../../../src/records/conversations/number-state.js';

const [M, N] = ['+12025550101', '+12025550102'] as const;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

describe('the state of a number', () => {
  const facts: NumberFacts = { conversation: 'waiting', phone: null, thread: null, lostAt: null };

  test.each<[NumberState, Partial<NumberFacts>]>([
    ['sought', {}],
    ['known', { phone: M }],
    ['known', { phone: M, lostAt: at(0) }],
    ['open', { phone: M, thread: { with: M, isOpen: true }, conversation: 'bridging' }],
    [
      'open',
      { phone: '+525512345678', thread: { with: '+5215512345678', isOpen: true }, conversation: 'bridging' },
    ],
    ['changing', { phone: N, conversation: 'bridging' }],
    ['changing', { phone: N, thread: { with: M, isOpen: false }, conversation: 'bridging' }],
    ['closed', { phone: M, thread: { with: M, isOpen: false }, conversation: 'bridging' }],
    ['known', { phone: M, thread: { with: M, isOpen: false } }],
    ['lost', { lostAt: at(0) }],
    ['lost', { lostAt: at(0), conversation: 'bridging' }],
  ])('is %s where %j', (state, some) => {
    expect(numberState({ ...facts, ...some })).toBe(state);
  });

  test('every state is reached from "sought", and those without a number that is texted say so to the rep', () => {
    const table: readonly NumberTransition[] = Object.values(numberTransitions);
    const reached = new Set<NumberState>(['sought']);
    for (let round = 0; round < table.length; round += 1)
      for (const { from, to } of table) if (from.some((state) => reached.has(state))) reached.add(to);
    expect([...reached].sort()).toEqual(['changing', 'closed', 'known', 'lost', 'open', 'sought']);
    expect([...reached].filter((state) => codeWithoutThread(state) === 'number_gone').sort()).toEqual([
      'changing',
      'lost',
    ]);
  });
});

describe('of two numbers', () => {
  const known: KnownNumber = { phone: M, source: 'contact', at: at(5), lost: [] };

  test.each([
    ['the first one counts', { phone: null, source: null, at: null }, N, { by: 'look' }, 'take'],
    ['what the visitor types later counts', {}, N, { by: 'visitor', at: at(6) }, 'take'],
    ['what the visitor types in the same moment counts', {}, N, { by: 'visitor', at: at(5) }, 'take'],
    [
      'an event about the contact counts if it is newer',
      { source: 'visitor' },
      N,
      { by: 'contact', at: at(6) },
      'take',
    ],
    ['an event that comes late does not', {}, N, { by: 'visitor', at: at(4) }, 'older'],
    ['nor one about the contact', { source: 'visitor' }, N, { by: 'contact', at: at(4) }, 'older'],
    ['a look outdoes the contact as it was', {}, N, { by: 'look' }, 'take'],
    ['but not what the visitor typed', { source: 'visitor' }, N, { by: 'look' }, 'older'],
    [
      'nor a number from before it was kept who told it',
      { source: null, at: null },
      N,
      { by: 'look' },
      'older',
    ],
    ['the same number is the same, whenever it was told', {}, M, { by: 'visitor', at: at(1) }, 'same'],
    ['a number that is removed goes', {}, null, { by: 'contact', at: at(6) }, 'take'],
    ['but not what the visitor typed, by a look', { source: 'visitor' }, null, { by: 'look' }, 'older'],
    [
      'a number that was lost does not come back',
      { phone: null, lost: [N] },
      N,
      { by: 'look' },
      'lost_before',
    ],
    [
      'nor if the visitor insists',
      { phone: null, lost: [N] },
      N,
      { by: 'visitor', at: at(9) },
      'lost_before',
    ],
    ['nor in the place of a newer one', { lost: [N] }, N, { by: 'look' }, 'lost_before'],
    [
      'nor once a newer one was lost as well',
      { phone: null, lost: [N, M] },
      N,
      { by: 'contact', at: at(9) },
      'lost_before',
    ],
    [
      'another one than the lost one counts',
      { phone: null, lost: [M] },
      N,
      { by: 'visitor', at: at(9) },
      'take',
    ],
  ] as const)('%s', (_what, some, e164, told, verdict) => {
    expect(judgeTold({ ...known, ...some }, e164, told)).toBe(verdict);
  });
});

test('a lost number leaves behind the status that gives the conversation its reason', () => {
  expect(statusAfterLoss('wrong', null)).toBe('none');
  expect(statusAfterLoss('refused', 'invalid_phone')).toBe('invalid');
  expect(statusAfterLoss('refused', 'not_textable')).toBe('not_textable');
});
