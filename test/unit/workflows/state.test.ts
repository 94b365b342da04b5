import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import type { ConversationEvent, ConversationEventKind } from '../../../src/contracts/messages.js';
import {
  absorb,
  nextStep,
  opening,
  type Step,
  type WaitingState,
} from '../../../workflows/conversation/state.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OPENED = Date.UTC(2026, 5, 1, 15);
const DUE = OPENED + 5 * MINUTE;
const settings = {
  followUpDelayMs: 5 * MINUTE,
  followUpMaxAgeMs: HOUR,
  latePhoneWindowMs: 24 * HOUR,
  sessionIdleMs: 30 * 24 * HOUR,
};
const state = (more: Partial<WaitingState> = {}): WaitingState => ({ ...opening(OPENED), ...more });
const event = (kind: ConversationEventKind, at = OPENED + MINUTE): ConversationEvent => ({
  key: `7:${kind}`,
  kind,
  inboxId: 1,
  at,
});

describe('the decision of a conversation that waits', () => {
  const rows: { name: string; given: Partial<WaitingState>; at: number; then: Partial<Step> }[] = [
    {
      name: 'a new chat waits until it is due',
      given: {},
      at: OPENED,
      then: { do: 'wait', until: DUE, reason: null },
    },
    {
      name: 'a chat with a phone waits until it is due all the same',
      given: { phone: 'usable' },
      at: DUE - 1,
      then: { do: 'wait', until: DUE, reason: null },
    },
    {
      name: 'a chat without a phone says so only once it is due',
      given: { phone: 'none' },
      at: DUE - 1,
      then: { do: 'wait', until: DUE, reason: null },
    },
    {
      name: 'an answer ends the wait before it is due',
      given: { answered: true, phone: 'usable' },
      at: OPENED,
      then: { do: 'end', reason: 'answered' },
    },
    {
      name: 'an answer ends the wait after it is due',
      given: { answered: true, phone: 'usable' },
      at: DUE,
      then: { do: 'end', reason: 'answered' },
    },
    {
      name: 'a closed chat ends the wait before it is due',
      given: { closed: true, phone: 'usable' },
      at: OPENED,
      then: { do: 'end', reason: 'closed' },
    },
    {
      name: 'an opt-out ends the wait before it is due',
      given: { optedOut: true, phone: 'usable' },
      at: OPENED,
      then: { do: 'end', reason: 'opted_out' },
    },
    {
      name: 'an answer counts before a close and an opt-out',
      given: { answered: true, closed: true, optedOut: true },
      at: DUE,
      then: { do: 'end', reason: 'answered' },
    },
    {
      name: 'a close counts before an opt-out',
      given: { closed: true, optedOut: true },
      at: DUE,
      then: { do: 'end', reason: 'closed' },
    },
    {
      name: 'the text goes out at the very millisecond that it is due',
      given: { phone: 'usable' },
      at: DUE,
      then: { do: 'text', noLaterThan: DUE + HOUR },
    },
    {
      name: 'the text still goes out just before it is of no use',
      given: { phone: 'usable' },
      at: DUE + HOUR - 1,
      then: { do: 'text', noLaterThan: DUE + HOUR },
    },
    {
      name: 'a text that would come too late is dropped',
      given: { phone: 'usable' },
      at: DUE + HOUR,
      then: { do: 'end', reason: 'too_late' },
    },
    {
      name: 'a phone that Drift has not told yet is waited for',
      given: { phone: 'unknown' },
      at: DUE,
      then: { do: 'wait', until: DUE + HOUR, reason: null },
    },
    {
      name: 'a phone that Drift never tells makes it too late',
      given: { phone: 'unknown' },
      at: DUE + HOUR,
      then: { do: 'end', reason: 'too_late' },
    },
    {
      name: 'without a phone the late one is waited for',
      given: { phone: 'none' },
      at: DUE,
      then: { do: 'wait', until: OPENED + 24 * HOUR, reason: 'no_phone' },
    },
    {
      name: 'with an invalid phone another one is waited for',
      given: { phone: 'invalid' },
      at: DUE,
      then: { do: 'wait', until: OPENED + 24 * HOUR, reason: 'invalid_phone' },
    },
    {
      name: 'with a landline another phone is waited for',
      given: { phone: 'not_textable' },
      at: DUE,
      then: { do: 'wait', until: OPENED + 24 * HOUR, reason: 'not_textable' },
    },
    {
      name: 'no phone within the window is the end',
      given: { phone: 'none' },
      at: OPENED + 24 * HOUR,
      then: { do: 'end', reason: 'no_phone' },
    },
    {
      name: 'an invalid phone until the end of the window is the end',
      given: { phone: 'invalid' },
      at: OPENED + 24 * HOUR,
      then: { do: 'end', reason: 'invalid_phone' },
    },
    {
      name: 'a landline until the end of the window is the end',
      given: { phone: 'not_textable' },
      at: OPENED + 24 * HOUR,
      then: { do: 'end', reason: 'not_textable' },
    },
    {
      name: 'a late phone leads to a text, whose age counts from the phone',
      given: { phone: 'usable', phoneAt: OPENED + 20 * HOUR },
      at: OPENED + 20 * HOUR,
      then: { do: 'text', noLaterThan: OPENED + 21 * HOUR },
    },
    {
      name: 'a late phone that is an hour old is too late',
      given: { phone: 'usable', phoneAt: OPENED + 20 * HOUR },
      at: OPENED + 21 * HOUR,
      then: { do: 'end', reason: 'too_late' },
    },
    {
      name: 'quiet hours hold the text back until they end',
      given: { phone: 'usable', quietUntil: DUE + 9 * HOUR },
      at: DUE,
      then: { do: 'wait', until: DUE + 9 * HOUR, reason: null },
    },
    {
      name: 'quiet hours that hold it back do not make it too late',
      given: { phone: 'usable', quietUntil: DUE + 9 * HOUR },
      at: DUE + 8 * HOUR,
      then: { do: 'wait', until: DUE + 9 * HOUR, reason: null },
    },
    {
      name: 'the text goes out at the end of quiet hours',
      given: { phone: 'usable', quietUntil: DUE + 9 * HOUR },
      at: DUE + 9 * HOUR,
      then: { do: 'text', noLaterThan: DUE + 10 * HOUR },
    },
    {
      name: 'an hour after quiet hours it is too late',
      given: { phone: 'usable', quietUntil: DUE + 9 * HOUR },
      at: DUE + 10 * HOUR,
      then: { do: 'end', reason: 'too_late' },
    },
    {
      name: 'an answer in quiet hours ends the wait',
      given: { phone: 'usable', answered: true, quietUntil: DUE + 9 * HOUR },
      at: DUE,
      then: { do: 'end', reason: 'answered' },
    },
  ];
  test.each(rows)('$name', ({ given, at, then }) => {
    expect(nextStep(state(given), settings, at)).toMatchObject(then);
  });

  test('a late phone window that is shorter than the delay gives no phone time until the delay is over', () => {
    const short = { ...settings, latePhoneWindowMs: 0 };
    expect(nextStep(state({ phone: 'none' }), short, OPENED)).toMatchObject({ do: 'wait', until: DUE });
    expect(nextStep(state({ phone: 'none' }), short, DUE)).toEqual({ do: 'end', reason: 'no_phone' });
  });
});

describe('the decision, whatever the conversation, the settings and the time', () => {
  const time = fc.integer({ min: OPENED - HOUR, max: OPENED + 40 * HOUR });
  const anyState: fc.Arbitrary<WaitingState> = fc.record({
    openedAt: fc.constant(OPENED),
    phone: fc.constantFrom('unknown', 'none', 'invalid', 'not_textable', 'usable'),
    phoneAt: time,
    answered: fc.boolean(),
    closed: fc.boolean(),
    optedOut: fc.boolean(),
    quietUntil: fc.option(time),
    isPaused: fc.boolean(),
    isBudgetSpent: fc.boolean(),
  });
  // Half of all cases have nothing in the way, or a text would hardly ever come up.
  const free = anyState.map((s) => ({
    ...s,
    answered: false,
    closed: false,
    optedOut: false,
    phone: 'usable' as const,
  }));
  const anySettings = fc.record({
    followUpDelayMs: fc.integer({ min: 1_000, max: 24 * HOUR }),
    followUpMaxAgeMs: fc.integer({ min: MINUTE, max: 7 * 24 * HOUR }),
    latePhoneWindowMs: fc.integer({ min: 0, max: 30 * 24 * HOUR }),
    sessionIdleMs: fc.constant(settings.sessionIdleMs),
  });
  const always = (check: (s: WaitingState, own: typeof settings, now: number) => void) =>
    fc.assert(fc.property(fc.oneof(anyState, free), anySettings, time, check), { numRuns: 3_000 });

  test('no text when a person answered, the chat closed, or the visitor opted out', () => {
    always((s, own, now) => {
      if (s.answered || s.closed || s.optedOut) expect(nextStep(s, own, now).do).toBe('end');
    });
  });

  test('no text to a phone that is not usable', () => {
    always((s, own, now) => {
      if (s.phone !== 'usable') expect(nextStep(s, own, now).do).not.toBe('text');
    });
  });

  test('no text before it is due, in quiet hours, or when it is of no use any more', () => {
    always((s, own, now) => {
      const step = nextStep(s, own, now);
      if (step.do !== 'text') return;
      expect(now).toBeGreaterThanOrEqual(s.openedAt + own.followUpDelayMs);
      expect(now).toBeGreaterThanOrEqual(s.quietUntil ?? 0);
      expect(now).toBeLessThan(step.noLaterThan);
    });
  });

  test('a wait lies in the future, so that it cannot spin', () => {
    always((s, own, now) => {
      const step = nextStep(s, own, now);
      if (step.do === 'wait') expect(step.until).toBeGreaterThan(now);
    });
  });

  test('waiting as told, without any event, comes to a text or an end in a few steps', () => {
    always((s, own, now) => {
      let step = nextStep(s, own, now);
      for (let i = 0; step.do === 'wait'; i++) {
        expect(i).toBeLessThan(4);
        step = nextStep(s, own, step.until);
      }
    });
  });

  test('the same state, settings and time give the same step', () => {
    always((s, own, now) => expect(nextStep(s, own, now)).toEqual(nextStep({ ...s }, { ...own }, now)));
  });
});

describe('what an event changes while a conversation waits', () => {
  const rows: { kind: ConversationEventKind; changes: Partial<WaitingState> }[] = [
    { kind: 'rep_spoke', changes: { answered: true } },
    { kind: 'closed', changes: { closed: true } },
    { kind: 'opted_out', changes: { optedOut: true } },
    { kind: 'phone_given', changes: { phone: 'usable', phoneAt: OPENED + MINUTE } },
    { kind: 'look_again', changes: { phone: 'unknown', phoneAt: OPENED + MINUTE } },
    { kind: 'opened', changes: {} },
    { kind: 'bot_spoke', changes: {} },
    { kind: 'help_asked', changes: {} },
    { kind: 'text_received', changes: {} },
    { kind: 'send_settled', changes: {} },
    { kind: 'text_failed', changes: {} },
    { kind: 'number_taken', changes: {} },
    { kind: 'number_kept', changes: {} },
  ];
  test.each(rows)('$kind changes $changes and nothing else', ({ kind, changes }) => {
    const before = state({ phone: 'none', quietUntil: DUE + HOUR });
    expect(absorb(before, event(kind))).toEqual({ ...before, ...changes });
  });

  test('a usable phone is kept when the contact is to be looked up again', () => {
    const before = state({ phone: 'usable' });
    expect(absorb(before, event('look_again'))).toEqual(before);
  });

  test('a visitor who opts in again may be texted', () => {
    const out = absorb(state(), event('opted_out'));
    expect(absorb(out, event('opted_in'))).toEqual(state());
  });

  test('an answer stays an answer, whatever follows in whatever order and number', () => {
    const kinds = rows.map(({ kind }) => kind);
    const events = fc.array(fc.constantFrom(...kinds, 'opted_in' as const), { maxLength: 12 });
    fc.assert(
      fc.property(events, events, (before, after) => {
        const all = [...before, 'rep_spoke' as const, ...after].map((kind) => event(kind));
        const last = all.reduce(absorb, state({ phone: 'usable' }));
        expect(nextStep(last, settings, DUE)).toEqual({ do: 'end', reason: 'answered' });
      }),
    );
  });

  test('the state that was there is left as it was', () => {
    const before = Object.freeze(state());
    for (const { kind } of rows) absorb(before, event(kind));
    expect(before).toEqual(opening(OPENED));
  });
});
