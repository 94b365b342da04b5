import { describe, expect, test } from '@jest/globals';
import { senderNumbers } from '../../../../src/records/sessions/sender-numbers.js';

const [A, B, C] = ['+12025550101', '+12025550102', '+12025550103'];

describe('our numbers that a new thread may take', () => {
  const twilio = { fromNumbers: [A, B, C], repNumbers: { '41': B, '42': C } };

  test('the number of a rep who is in the conversation comes first', () => {
    expect(senderNumbers(twilio, [7, 42])).toEqual({ own: [C], pool: [A] });
    expect(senderNumbers(twilio, [41, 42])).toEqual({ own: [B, C], pool: [A] });
  });

  test("a rep's number is never taken for a conversation that the rep is not in", () => {
    expect(senderNumbers(twilio, [])).toEqual({ own: [], pool: [A] });
    expect(senderNumbers(twilio, [7])).toEqual({ own: [], pool: [A] });
  });

  test('without rep numbers the pool stands as configured', () => {
    expect(senderNumbers({ fromNumbers: [A, B], repNumbers: {} }, [41])).toEqual({ own: [], pool: [A, B] });
  });
});
