import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createSend } from '../../../../src/vendors/drift/send.js';
import { conversationSchema, readableMessages } from '../../../../src/vendors/drift/schemas.js';
import { unreadIds } from '../../../../src/vendors/drift/unread-ids.js';

const BEYOND = '9007199254740993';

async function answered(body: string): Promise<unknown> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const send = createSend(`http://127.0.0.1:${port}`, () => Promise.resolve());
    return await send({ method: 'GET', path: '/x' }, 'token');
  } finally {
    server.close();
  }
}

test("an answer's IDs beyond 2^53 are noticed, wherever they are, and none becomes another ID", async () => {
  const conversation = (await answered(
    `{"id": 5, "contactId": ${BEYOND}, "participants": [1, ${BEYOND}], "note": "id ${BEYOND}"}`,
  )) as Record<string, unknown>;
  expect([...unreadIds(conversation)]).toEqual(['contactId', 'participants']);
  expect(conversationSchema.parse(conversation).contactId).toBeNull();
  expect(conversation['note']).toBe(`id ${BEYOND}`);

  const page = (await answered(
    `{"data": {"messages": [{"id": ${BEYOND}, "type": "chat", "author": {"id": ${BEYOND}, "type": "user"}}]}}`,
  )) as { readonly data: { readonly messages: readonly unknown[] } };
  expect([...unreadIds(page)]).toEqual(['id']);
  expect(readableMessages(page.data.messages)[0]?.id).toBe(BEYOND);
});

test("what holds, is no ID, or is the customer's own attribute, is not noticed", () => {
  const attributes = { id: BEYOND, contactId: BEYOND };
  expect([
    ...unreadIds({ data: { id: 9007199254740991, attributes, phone: BEYOND, ids: [BEYOND] } }),
  ]).toEqual([]);
  expect([...unreadIds(null), ...unreadIds('text'), ...unreadIds([])]).toEqual([]);
});
