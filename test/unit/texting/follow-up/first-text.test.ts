import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { variables } from '../../../../src/platform/config/variables.js';
import { firstName, firstText } from '../../../../src/texting/follow-up/first-text.js';

const template = variables.FOLLOW_UP_TEMPLATE.default;
const text = (visitorName: string | null, businessName = 'Acme') =>
  firstText(template, { visitorName, businessName });

describe('the first text', () => {
  test('greets by first name, names the business and says how to opt out', () => {
    expect(text('Ana García')).toBe(
      'Hi Ana, Acme saw your message and will reply to you here by text. Reply STOP to opt out.',
    );
  });

  test('greets somebody without a name as "there"', () => {
    expect(text(null)).toMatch(/^Hi there, Acme /);
  });

  test.each([
    ['Hi {name}. {business} STOP', 'Ana', 'Acme', 'Hi Ana. Acme STOP'],
    ['{business} {business} STOP', null, 'Acme', 'Acme Acme STOP'],
    ['{name}{business}', 'Ana', 'Acme', 'AnaAcme'],
    ['{other} {business}', 'Ana', 'Acme', '{other} Acme'],
    ['{business}', null, '{name}', '{name}'],
    ['{business}', null, '$& $1 $$', '$& $1 $$'],
    ['{name} {business}', '{business}', 'Acme', 'there Acme'],
  ])('template %j for %j of %j is %j', (own, visitorName, businessName, expected) => {
    expect(firstText(own, { visitorName, businessName })).toBe(expected);
  });

  test('whatever a visitor calls himself, business and STOP stand in it and it stays short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (name) => {
        const words = text(name);
        expect(words).toMatch(/, Acme saw your message .* STOP /s);
        expect(words.length).toBeLessThanOrEqual(template.length + 40);
        expect(words).not.toMatch(/[<>{}\n\r]|https?:/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the name to greet by', () => {
  test.each([
    ['Ana', 'Ana'],
    ['  Ana   García ', 'Ana'],
    ['Ana\nGarcía', 'Ana'],
    ["O'Neil", "O'Neil"],
    ['D’Arcy', 'D’Arcy'],
    ['Jean-Luc Picard', 'Jean-Luc'],
    ['J. R.', 'J.'],
    ['Zoe\u0308', 'Zoe\u0308'],
    ['李小龍', '李小龍'],
    ['Łukasz', 'Łukasz'],
    ['أحمد', 'أحمد'],
    [null, null],
    ['', null],
    ['   ', null],
    ['ana@example.com', null],
    ['+14155552671', null],
    ['4155552671', null],
    ['https://evil.example', null],
    ['<b>Ana</b>', null],
    ['🙂', null],
    ['R2D2', null],
    ['-', null],
    ['(Ana)', null],
  ])('of %j is %j', (name, expected) => {
    expect(firstName(name)).toBe(expected);
  });

  test('has at most 40 characters', () => {
    expect(firstName('A'.repeat(1_000))).toBe('A'.repeat(40));
  });
});
