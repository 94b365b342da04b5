import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../../src/platform/config/config.js';
import { couldHaveGoneFor, quietForRelay } from '../../../../src/texting/relay/quiet-for-relay.js';

const { behaviour } = loadConfig({ QUIET_HOURS: '21:00-08:00', DEFAULT_TIME_ZONE: 'UTC' });
const MINUTE = 60_000;
const NEW_YORK = '+12125550100';
/** An area code that lies in Eastern and in Central time. */
const BOTH = '+18505550100';
const at = (time: string) => Date.parse(`2026-07-14T${time}-04:00`); // Eastern summer time
const morning = (time: string) => Date.parse(`2026-07-15T${time}-04:00`);

describe('how long a message could have gone out and did not', () => {
  const gone = (
    from: number,
    now: number,
    { phone = NEW_YORK, timeZone = null }: { phone?: string; timeZone?: string | null } = {},
  ) => Math.round(couldHaveGoneFor(from, { timeZone }, phone, behaviour, now) / MINUTE);

  test('by day: since it came', () => {
    expect(gone(at('10:00:00'), at('11:30:00'))).toBe(90);
  });

  test('of the night: since the morning', () => {
    expect(gone(at('23:00:00'), morning('08:00:01'))).toBe(0);
    expect(gone(at('23:00:00'), morning('09:30:00'))).toBe(90);
  });

  test('that came just before the night: since the morning, not since the evening', () => {
    expect(gone(at('20:55:00'), morning('08:10:00'))).toBe(10);
  });

  test('counts the night of the zones by which it was held, also where another zone was told meanwhile', () => {
    const now = morning('09:00:01'); // 08:00 in Central time, for which it was held
    expect(gone(at('23:00:00'), now, { phone: BOTH, timeZone: 'America/New_York' })).toBe(0);
  });
});

test('a message that answers what the visitor has just written goes out at night', () => {
  const night = at('23:00:00');
  const spoke = (minutesAgo: number) => ({
    visitorSpokeAt: new Date(night - minutesAgo * MINUTE),
    timeZone: null,
  });
  expect(quietForRelay(spoke(5), NEW_YORK, behaviour, night)).toBeNull();
  expect(quietForRelay(spoke(600), NEW_YORK, behaviour, night)).toBe(morning('08:00:00'));
});
