import { expect, test } from '@jest/globals';
import { startTestSandbox } from '../support/sandbox.js';

test('sandboxes of two tests that start at the same moment give no ID in common', async () => {
  const sandboxes = await Promise.all([startTestSandbox(), startTestSandbox()]);
  const ids = sandboxes.map(({ drift }) =>
    Array.from({ length: 100 }, () => {
      const { conversation, contact, message } = drift.startConversation({ body: 'Hello?' });
      return [conversation.id, contact.id, message?.id];
    }).flat(),
  );
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  expect(new Set(ids.flat()).size).toBe(600);
});
