import { describe, expect, test } from '@jest/globals';
import { answerFor } from '../../../../src/web/console/answer.js';
import type { ConversationRecord } from '../../../../src/web/console/data/conversation-record.js';
import type { RecordedSend } from '../../../../src/web/console/data/conversation-sends.js';
import { reasons, type Reason } from '../../../../src/contracts/reasons.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
const record: ConversationRecord = {
  orgId: 1,
  conversationId: 2,
  contactId: 3,
  workflowId: 'w',
  openedAt: at(0),
  dueAt: at(5),
  endedAt: at(9),
  state: 'done',
  reason: null,
  phone: null,
  phoneStatus: 'none',
  timeZone: null,
  quietUntil: null,
  sendAfter: null,
  reopened: false,
  optedOut: false,
  visitorTexts: 'note',
  phoneProvedBy: null,
  chatGoneAt: null,
  takenOverBy: null,
};
const text: RecordedSend = {
  id: 'x',
  medium: 'sms',
  purpose: 'follow_up',
  state: 'delivered',
  attempts: 1,
  attemptedAt: at(5),
  createdAt: at(5),
  updatedAt: at(6),
  sendAfter: null,
  vendorId: 'SM1',
  errorCode: null,
  length: 100,
  isUnclear: false,
  isRefusedWords: false,
  leftAt: null,
};
const ask = (
  given: Partial<ConversationRecord>,
  sends: readonly RecordedSend[] = [],
  now = at(10),
  isPaused = false,
) =>
  answerFor({ ...record, ...given }, sends, {
    now: now.getTime(),
    isPaused,
    moment: (when) => when.toISOString(),
  });

test('after an opt-out nobody is told that messages are relayed both ways', () => {
  expect(ask({ state: 'bridging', optedOut: true })).toMatchObject({
    headline: expect.stringContaining('opted out'),
    whatToDo: expect.stringContaining('START'),
  });
  expect(ask({ state: 'bridging' }).whatToDo).toContain('both ways');
});

test('after a takeover by another chat of the visitor the answer names that chat, also where the first text was delivered', () => {
  for (const sends of [[], [text]]) {
    const { headline, whatToDo } = ask({ state: 'bridging', takenOverBy: 4711 }, sends);
    expect(headline).toContain('conversation 4711');
    expect(whatToDo).not.toContain('both ways');
  }
});

describe('why did this visitor get no text?', () => {
  test.each(Object.keys(reasons) as Reason[])('%s: one sentence, and what to do', (reason) => {
    const { headline, whatToDo } = ask({ reason });
    expect(headline).toMatch(/^[A-Z][^.]*\.$/);
    expect(whatToDo.length).toBeGreaterThan(5);
  });

  test('a code of Twilio’s is explained, and whether somebody has to mend something', () => {
    const refused = { ...text, state: 'refused', errorCode: '21408' } as const;
    const { headline, whatToDo } = ask({ reason: 'vendor_refused' }, [refused]);
    expect(headline).toBe(
      'No text, because Twilio refused it: texts to this country are not enabled in the Twilio account (21408).',
    );
    expect(whatToDo).toContain('reprocess');
    const undelivered = { ...text, state: 'undelivered', errorCode: '30003' } as const;
    expect(ask({ state: 'bridging' }, [undelivered]).headline).toBe(
      'A text was sent but did not arrive: the phone is off or out of reach (30003).',
    );
  });

  test.each([
    ['http_403', /send it again/],
    ['http_404', /no longer in Drift/],
    ['http_400', /send it again/],
  ])(
    'a visitor’s words that Drift refused (%s) come first, until somebody leaves them',
    (errorCode, todo) => {
      const words = {
        ...text,
        medium: 'note',
        purpose: 'relay',
        state: 'refused',
        errorCode,
        isRefusedWords: true,
      } as const;
      const told = ask({ state: 'bridging' }, [text, words]);
      expect(told).toMatchObject({ tone: 'bad', whatToDo: expect.stringMatching(todo) });
      expect(told.headline).toContain(errorCode);
      expect(ask({ state: 'bridging' }, [text, { ...words, leftAt: at(9) }])).toMatchObject({ tone: 'good' });
    },
  );

  test('a conversation that was deleted in Drift: that, and what to do, whatever became of its text', () => {
    for (const state of ['bridging', 'done'] as const) {
      const told = ask({ state, chatGoneAt: at(9) }, [text]);
      expect(told).toMatchObject({ tone: 'bad', headline: expect.stringContaining('deleted in Drift') });
      expect(told.whatToDo).toMatch(/Held events/);
    }
  });

  test('what the ledger proves counts more than a reason: a delivered text is a text', () => {
    expect(ask({ reason: 'send_ambiguous' }, [text])).toMatchObject({ tone: 'good' });
  });

  test.each<[string, Partial<ConversationRecord>, number, boolean, RegExp]>([
    ['before it is due', {}, 1, false, /a person has until 2026-01-01T00:05/],
    ['paused', {}, 6, true, /sending is paused/],
    [
      'quiet hours',
      { quietUntil: at(60), phoneStatus: 'usable' },
      6,
      false,
      /quiet hours last until 2026-01-01T01:00/,
    ],
    ['a turn on a number', { sendAfter: at(60), phoneStatus: 'usable' }, 6, false, /our number is busy/],
    ['Drift is away', { phoneStatus: 'unknown' }, 6, false, /Drift has not given us/],
    [
      'a number that is none',
      { reason: 'invalid_phone', phoneStatus: 'invalid' },
      6,
      false,
      /^No text so far, because the phone number/,
    ],
  ])('while it waits, %s: what stands in the way', (_what, given, minutes, isPaused, words) => {
    const waiting = ask({ state: 'waiting', endedAt: null, ...given }, [], at(minutes), isPaused);
    expect(waiting.tone).toBe('wait');
    expect(waiting.headline).toMatch(words);
  });
});
