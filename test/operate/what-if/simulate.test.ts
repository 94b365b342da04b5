import { describe, expect, test } from '@jest/globals';
import type { RecordedConversation } from '../../../src/operate/what-if/recorded.js';
import { simulate, type DecisionSettings, type Simulated } from '../../../src/operate/what-if/simulate.js';
import { after, chat, HOUR, MINUTE, NOON, settings } from './handmade.js';

const textAt = (ms: number): Simulated => ({ kind: 'text', at: NOON + ms });
const without = (reason: Extract<Simulated, { kind: 'no_text' }>['reason']): Simulated => ({
  kind: 'no_text',
  reason,
});

interface Case {
  readonly name: string;
  readonly given: Partial<RecordedConversation>;
  readonly with?: Partial<DecisionSettings>;
  readonly then: Simulated;
}

describe('a recorded conversation, run through the decision again', () => {
  const cases: Case[] = [
    { name: 'unanswered: a text when it is due', given: {}, then: textAt(5 * MINUTE) },
    {
      name: 'with another delay it is due at another time',
      given: {},
      with: { followUpDelayMs: 3 * MINUTE },
      then: textAt(3 * MINUTE),
    },
    {
      name: 'a person answered before it was due',
      given: { events: [after(4 * MINUTE, 'rep_spoke')] },
      then: without('answered'),
    },
    {
      name: 'the same person answers too late for a shorter delay',
      given: { events: [after(4 * MINUTE, 'rep_spoke')] },
      with: { followUpDelayMs: 3 * MINUTE },
      then: textAt(3 * MINUTE),
    },
    {
      name: 'an answer after the text comes in time for a longer delay',
      given: { events: [after(7 * MINUTE, 'rep_spoke')] },
      with: { followUpDelayMs: 10 * MINUTE },
      then: without('answered'),
    },
    {
      name: 'the chat was closed',
      given: { events: [after(2 * MINUTE, 'closed')] },
      then: without('closed'),
    },
    {
      name: 'the visitor asked in the chat not to be texted',
      given: { events: [after(1, 'opted_out')] },
      then: without('opted_out'),
    },
    {
      name: 'the last word about texts counts: a STOP',
      given: {
        consents: [
          { at: NOON - HOUR, status: 'opted_in' },
          { at: NOON - 1, status: 'opted_out' },
        ],
      },
      then: without('opted_out'),
    },
    {
      name: 'a START after a STOP',
      given: {
        consents: [
          { at: NOON - HOUR, status: 'opted_out' },
          { at: NOON - 1, status: 'opted_in' },
        ],
      },
      then: textAt(5 * MINUTE),
    },
    {
      name: 'a STOP that came later does not count before it came',
      given: { consents: [{ at: NOON + 6 * MINUTE, status: 'opted_out' }] },
      then: textAt(5 * MINUTE),
    },
    {
      name: 'no number: the window is over and none has come',
      given: { phoneAtFirst: 'none', phoneAtLast: 'none', phone: null },
      then: without('no_phone'),
    },
    {
      name: 'a number that comes later leads to a text at once',
      given: { phoneAtFirst: 'none', events: [after(2 * HOUR, 'phone_given', 2 * HOUR + 500)] },
      then: textAt(2 * HOUR + 500),
    },
    {
      name: 'not if the window was shorter',
      given: { phoneAtFirst: 'none', events: [after(2 * HOUR, 'phone_given')] },
      with: { latePhoneWindowMs: HOUR },
      then: without('no_phone'),
    },
    {
      name: 'Drift said that there is a number and not which: what was found then is what is known',
      given: { phoneAtFirst: 'none', events: [after(HOUR, 'look_again')] },
      then: textAt(HOUR),
    },
    { name: 'one of our own numbers', given: { phone: '+12025550123' }, then: without('invalid_phone') },
    {
      name: 'at night it waits for the morning where the visitor is',
      given: { timeZone: 'Europe/Berlin' }, // six in the evening
      with: { quietHours: { from: 18 * 60, to: 8 * 60 } },
      then: textAt(14 * HOUR),
    },
    {
      name: 'an answer in the night ends the wait',
      given: { timeZone: 'Europe/Berlin', events: [after(HOUR, 'rep_spoke')] },
      with: { quietHours: { from: 18 * 60, to: 8 * 60 } },
      then: without('answered'),
    },
    {
      name: 'a night that is too long',
      given: { timeZone: 'Europe/Berlin' },
      with: { quietHours: { from: 18 * 60, to: 8 * 60 }, quietMaxAgeMs: 10 * HOUR },
      then: without('quiet_too_long'),
    },
    {
      name: 'without quiet hours',
      given: { timeZone: 'Asia/Tokyo' },
      with: { quietHours: null },
      then: textAt(5 * MINUTE),
    },
    {
      name: 'what was heard of late is dealt with late',
      given: { takenUpAt: NOON + 20 * MINUTE },
      then: textAt(20 * MINUTE),
    },
    { name: 'or too late', given: { takenUpAt: NOON + 2 * HOUR }, then: without('too_late') },
    {
      name: 'with a longer age it is not too late',
      given: { takenUpAt: NOON + 2 * HOUR },
      with: { followUpMaxAgeMs: 3 * HOUR },
      then: textAt(2 * HOUR),
    },
  ];
  test.each(cases)('$name', ({ given, with: changed, then }) => {
    expect(simulate(chat(given), { ...settings, ...changed })).toEqual(then);
  });
});
