import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { crossingOf } from '../../../../src/texting/relay/relay-policy.js';

const author = fc.constantFrom('visitor', 'rep', 'bot' as const);

describe('what crosses to the phone', () => {
  test.each([
    ['rep', 'chat', true, true],
    ['bot', 'chat', false, false],
    ['visitor', 'chat', false, false],
  ] as const)('%s, %s: to the phone %s, an answer %s', (who, type, toPhone, answers) => {
    expect(crossingOf({ author: who, type }, false)).toMatchObject({ toPhone, answers });
  });

  test('no type but chat ever crosses or answers, whoever wrote it, whatever is switched on, and whatever Drift invents', () => {
    const type = fc.oneof(
      fc.constantFrom('private_note', 'private_prompt', 'suggestion', 'edit', 'unknown', 'CHAT', 'chat ', ''),
      fc.string().filter((word) => word !== 'chat'),
    );
    fc.assert(
      fc.property(author, type, fc.boolean(), (who, word, bots) => {
        expect(crossingOf({ author: who, type: word }, bots)).toMatchObject({
          toPhone: false,
          answers: false,
        });
      }),
    );
  });

  test('a bot never answers, also where its messages are let through', () => {
    expect(crossingOf({ author: 'bot', type: 'chat' }, true)).toMatchObject({
      toPhone: true,
      answers: false,
    });
  });
});
