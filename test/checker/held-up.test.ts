import { describe, expect, test } from '@jest/globals';
import { check } from './check.js';
import { Handmade } from './handmade.js';
import { setOutAt, type HeldUp } from './held-up.js';

const ANA = '+12025551000';
const OURS = '+12025550123';

describe('when a request may have set out', () => {
  test('is when it arrived, where nothing held it up', () => {
    expect(setOutAt(1_000, [])).toBe(1_000);
    expect(setOutAt(1_000, [{ from: 1_500, until: 2_000 }])).toBe(1_000);
    expect(setOutAt(1_000, [{ from: 500, until: 900 }])).toBe(1_000);
  });

  test('is the beginning of what held it up, and of what came before that', () => {
    expect(setOutAt(1_000, [{ from: 700, until: 1_100 }])).toBe(700);
    expect(
      setOutAt(1_000, [
        { from: 700, until: 1_100 },
        { from: 300, until: 800 },
      ]),
    ).toBe(300);
  });
});

describe('a text that reaches Twilio well after its STOP was acknowledged', () => {
  const kinds = (heldUp: (stopAt: number) => readonly HeldUp[]) => {
    const world = new Handmade();
    const chat = world.conversation(ANA);
    world.followUp(chat, OURS);
    const marker = world.say(chat, 'rep');
    world.receive(ANA, OURS, 'stop');
    world.wait(5_000);
    world.text(OURS, ANA, marker);
    const { inquiry } = world;
    const stopAt = inquiry.twilio.findLast(({ kind }) => kind === 'webhook')?.at ?? 0;
    return check({ ...inquiry, heldUp: { toTwilio: heldUp(stopAt), toRecords: [] } }).map(({ kind }) => kind);
  };

  test('is a finding', () => {
    expect(kinds(() => [])).toEqual(['after_stop']);
  });
  test('is none where the way to Twilio was blocked since before the STOP', () => {
    expect(kinds((at) => [{ from: at - 100, until: at + 6_000 }])).toEqual([]);
  });
  test('is a finding where the way was blocked only later', () => {
    expect(kinds((at) => [{ from: at + 3_000, until: at + 6_000 }])).toEqual(['after_stop']);
  });
});
