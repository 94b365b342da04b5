import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { variables } from '../../../../src/platform/config/variables.js';
import { firstText } from '../../../../src/texting/follow-up/first-text.js';

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
        expect(words.match(/^Hi (.*), Acme saw/su)?.[1]).toMatch(/^[\p{L}\p{M}\p{Join_Control}'’‘-]+$/u);
      }),
      { numRuns: 1_000 },
    );
  });
});
