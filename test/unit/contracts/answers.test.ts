import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { isAnswer } from '../../../src/contracts/answers.js';
import { saidIn } from '../../../src/vendors/drift/said.js';
import { messageSchema } from '../../../src/vendors/drift/schemas.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';

const user = { id: 41, type: 'user' };

/** As Drift's API tells the message when it is asked, and as its webhook does. */
function answersBothWays(message: object): boolean[] {
  const asked = saidIn(messageSchema.parse({ id: 1, ...message }));
  const data = { id: 1, conversationId: 2, ...message };
  const { event } = parseDriftEvent({ orgId: 1, type: 'new_message', data });
  return [isAnswer(asked), event.kind === 'message' && isAnswer(event)];
}

describe('a chat counts as answered', () => {
  test.each([
    ['by a person', { type: 'chat', author: { ...user, bot: false } }, true],
    ['by a person whose message says nothing about bots', { type: 'chat', author: user }, true],
    [
      'by a person, with attributes of other kinds',
      { type: 'chat', author: user, attributes: { integrationSource: 'web' } },
      true,
    ],
    [
      'by a person, through an app',
      { type: 'chat', author: user, attributes: { developer_app_id: 'app-1' } },
      true,
    ],
    ['by a person, where bot is null', { type: 'chat', author: { ...user, bot: null } }, true],
  ])('%s', (_name, message, expected) => {
    expect(answersBothWays(message)).toEqual([expected, expected]);
  });
});

describe('a chat does not count as answered', () => {
  test.each([
    ['by the visitor', { type: 'chat', author: { id: 5, type: 'contact' } }],
    ['by a bot', { type: 'chat', author: { ...user, bot: true } }],
    ['by a private note', { type: 'private_note', author: user }],
    ['by a prompt', { type: 'private_prompt', author: { ...user, bot: true } }],
    ['by a suggestion', { type: 'suggestion', author: user }],
    ['by an edit', { type: 'edit', author: user }],
    ['by a message of a type that is new', { type: 'whisper', author: user }],
    ['by a message without a type', { author: user }],
    ['by a message of nobody', { type: 'chat' }],
    ['by a message whose author is null', { type: 'chat', author: null }],
    ['by a message whose author cannot be read', { type: 'chat', author: 'Ben' }],
    [
      'by somebody of whom it is not sure that he is a person',
      { type: 'chat', author: { ...user, bot: 'true' } },
    ],
    ['by somebody whose bot mark cannot be read', { type: 'chat', author: { ...user, bot: 1 } }],
  ])('%s', (_name, message) => {
    expect(answersBothWays(message)).toEqual([false, false]);
  });
});

test('by the rule as it stands, no type but chat answers, and nobody but a person', () => {
  const type = fc.oneof(fc.constantFrom('private_note', 'edit', 'unknown', 'CHAT', 'chat ', ''), fc.string());
  const author = fc.constantFrom('visitor' as const, 'rep' as const, 'bot' as const);
  const id = fc.option(fc.nat());
  fc.assert(
    fc.property(author, type, id, fc.option(fc.string()), (who, word, authorId, appId) => {
      fc.pre(word !== 'chat' || who !== 'rep');
      expect(isAnswer({ author: who, type: word, authorId, appId })).toBe(false);
    }),
  );
});
