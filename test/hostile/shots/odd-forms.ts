import fc from '../../support/fast-check.js';

/** Parameters in the order in which they are sent. */
export type Form = readonly (readonly [name: string, value: string])[];
/** A form before it is signed, or not. */
export interface Made {
  readonly kind: string;
  readonly form: Form;
  readonly allowed: readonly number[];
  /** Instead of the form, written as usual. */
  readonly text?: string;
}

/** As a form's body. */
export const write = (form: Form) =>
  new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replace(/[\ud800-\udfff]/g, '')),
  fc.constantFrom(
    '',
    '\u0000',
    'a\u0000b',
    '\u0007\u001b',
    '\u202e',
    '🛑',
    '+',
    '%',
    'é',
    '<b>',
    '__proto__',
    'STOP\u0000',
    'NaN',
  ),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'x'.repeat(length)),
);
const needed = new Set(['MessageSid', 'From', 'To', 'MessageStatus']);

/** Rightly signed. Only what the event cannot do without is judged. */
export function oddForm(form: Form): fc.Arbitrary<Made> {
  const isNeeded = (name: string) =>
    needed.has(name) && (name !== 'From' || form.some(([n]) => n === 'Body'));
  const free = fc.constantFrom(
    'Body',
    'NumMedia',
    'OptOutType',
    'ErrorCode',
    'MediaUrl0',
    'MediaContentType0',
    'Later',
  );
  const replaced = fc.tuple(free, oddText).map(([name, value]) => ({
    kind: `odd ${name}`,
    form: [...form.filter(([other]) => other !== name), [name, value] as const],
    allowed: [200],
  }));
  const missing = fc
    .constantFrom(...form.filter(([name]) => name !== 'AccountSid' && name !== 'Nonce'))
    .map(([name]) => ({
      kind: `no ${name}`,
      form: form.filter(([other]) => other !== name),
      allowed: isNeeded(name) && !(name === 'To' && !form.some(([n]) => n === 'Body')) ? [400] : [200],
    }));
  const malformed = fc
    .tuple(
      fc.constantFrom('MessageSid', form.some(([n]) => n === 'Body') ? 'From' : 'MessageStatus'),
      oddText,
    )
    .filter(([, value]) => !/^[\x20-\x7e]{1,100}$/.test(value))
    .map(([name, value]) => ({
      kind: `malformed ${name}`,
      form: form.map(([other, was]) => [other, other === name ? value : was] as const),
      allowed: [400],
    }));
  const media = fc
    .tuple(
      fc.constantFrom('10', '-1', '1e9', '0x2', 'Infinity', '1.5'),
      fc.array(fc.webUrl(), { maxLength: 12 }),
    )
    .map(([count, urls]) => ({
      kind: 'odd media',
      form: [
        ...form.filter(([name]) => name !== 'NumMedia'),
        ['NumMedia', count] as const,
        ...urls.map((url, i) => [`MediaUrl${i}`, url] as const),
      ],
      allowed: [200],
    }));
  const repeated = fc
    .tuple(fc.constantFrom(...form), fc.integer({ min: 1, max: 20 }))
    .map(([again, times]) => ({
      kind: `repeated ${again[0]}`,
      form: [...form, ...Array.from({ length: times }, () => again)],
      // An account that comes more than once is nobody's.
      allowed: again[0] === 'AccountSid' ? [403] : [200],
    }));
  const extra = fc.array(fc.tuple(oddText, oddText), { maxLength: 10, size: 'max' }).map((more) => ({
    kind: 'extra parameters',
    form: [...form, ...more.filter(([name]) => !form.some(([other]) => other === name))],
    allowed: [200],
  }));
  const tricky = fc
    .constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '')
    .map((name) => ({
      kind: `a parameter ${name}`,
      form: [...form, [name, 'x'] as const],
      allowed: [200],
    }));
  const written = fc
    .constantFrom('%', '%zz', '%ff%fe', '%00', '&&&=', '=%', '%ed%a0%80', ';a=b')
    .map((tail) => ({
      kind: `percent ${tail}`,
      form,
      text: `${write(form)}&Body2=${tail}`,
      allowed: [200],
    }));
  return fc.oneof(replaced, missing, malformed, media, repeated, extra, tricky, written);
}
