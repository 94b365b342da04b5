import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { relayPolicy } from '../../../../src/texting/relay/relay-policy.js';

const author = fc.constantFrom('visitor', 'rep', 'bot' as const);

describe('what crosses to the phone', () => {
  test.each([
    ['rep', 'chat', true],
    ['bot', 'chat', false],
    ['visitor', 'chat', false],
  ] as const)('%s, %s: to the phone %s', (who, type, toPhone) => {
    expect(relayPolicy({ author: who, type }, false)).toMatchObject({ toPhone });
  });

  test('no type but chat ever crosses, whoever wrote it, whatever is switched on, and whatever Drift invents', () => {
    const type = fc.oneof(
      fc.constantFrom('private_note', 'private_prompt', 'suggestion', 'edit', 'unknown', 'CHAT', 'chat ', ''),
      fc.string().filter((word) => word !== 'chat'),
    );
    fc.assert(
      fc.property(author, type, fc.boolean(), (who, word, bots) => {
        expect(relayPolicy({ author: who, type: word }, bots)).toMatchObject({ toPhone: false });
      }),
    );
  });

  test("a bot's chat crosses only if BOT_MESSAGES is on", () => {
    expect(relayPolicy({ author: 'bot', type: 'chat' }, true)).toMatchObject({ toPhone: true });
  });
});
