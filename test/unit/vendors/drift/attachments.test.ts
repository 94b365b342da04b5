import { describe, expect, test } from '@jest/globals';
import { attachmentsIn } from '../../../../src/vendors/drift/attachments.js';
import { parseDriftEvent } from '../../../../src/vendors/drift/webhook-event.js';

const file = { id: '77', name: 'a.png', contentType: 'image/png' };

describe("a message's attachments", () => {
  test.each<[string, unknown]>([
    ['as the sandbox has them', { id: 77, fileName: 'a.png', mimeType: 'image/png', size: 3 }],
    ['by docId', { docId: 77, name: 'a.png', contentType: 'image/png' }],
    ['by documentId', { documentId: '77', fileName: 'a.png', contentType: 'image/png' }],
    ['by attachmentId', { attachmentId: 77, name: 'a.png', mimeType: 'image/png' }],
    [
      'with parts of a wrong type beside',
      { id: null, docId: {}, attachmentId: 77, fileName: 5, name: 'a.png', mimeType: 'image/png' },
    ],
  ])('%s', (_what, item) => {
    expect(attachmentsIn([item])).toEqual({ attachments: [file] });
  });

  test('may be bare IDs', () => {
    expect(attachmentsIn([77, 'doc-78'])).toEqual({
      attachments: [
        { id: '77', name: null, contentType: null },
        { id: 'doc-78', name: null, contentType: null },
      ],
    });
  });

  test('that cannot be read are left out, and hide no others', () => {
    const unreadable = [
      null,
      {},
      [],
      { id: '../../contacts/1' },
      { id: 'a b' },
      { name: 'x' },
      -1,
      1.5,
      true,
    ];
    expect(attachmentsIn([...unreadable, file].slice(-10))).toEqual({ attachments: [file] });
    for (const value of [undefined, null, 'x', {}, [], unreadable]) expect(attachmentsIn(value)).toEqual({});
  });

  test('are ten at the most', () => {
    expect(attachmentsIn(Array.from({ length: 12 }, (_, i) => i)).attachments).toHaveLength(10);
  });

  test('come with the event; a message without any has no list', () => {
    const message = (attachments?: unknown) =>
      parseDriftEvent({
        orgId: 1,
        type: 'new_message',
        data: { id: 2, conversationId: 3, type: 'chat', body: '', attachments },
      }).event;
    expect(message([{ id: 77, fileName: 'a.png', mimeType: 'image/png' }])).toMatchObject({
      attachments: [file],
    });
    expect(message()).not.toHaveProperty('attachments');
    expect(message('broken')).not.toHaveProperty('attachments');
  });
});
