import { describe, expect, test } from '@jest/globals';
import { whoseNumber } from '../../../src/texting/whose-number.js';

const N = '(202) 555-0102';

describe('whose number a visitor writes', () => {
  test.each([
    N,
    `It's ${N}`,
    `sorry, ${N}`,
    `Oops, typo. ${N}`,
    `my number changed, it is ${N} now`,
    `I have a new phone, please use ${N} instead`,
    `The right one is ${N}`,
    `You can text me at ${N}, thank you very much`,
    `my office got a new line but you can reach me on ${N}`,
    `Meine neue Nummer ist ${N}`,
    `Bitte schreiben Sie mir an ${N}`,
    `Mon nouveau numéro est le ${N}`,
    `Écrivez-moi au ${N} s'il vous plaît`,
    `Mi número cambió, ahora es ${N}`,
    `O meu número mudou, agora é ${N}`,
  ])('%j: theirs', (text) => {
    expect(whoseNumber(text)).toBe('theirs');
  });

  test.each([
    `My wife can be called at ${N}`,
    `You called from ${N}, is that your number?`,
    `The order is ${N}`,
    `Ask my colleague Bob on ${N}`,
    `our fax: ${N}`,
    `Der Kollege hat ${N}`,
    `Le bureau est au ${N}`,
    `El pedido es ${N}`,
    `O número dele é ${N}`,
  ])("%j: another's", (text) => {
    expect(whoseNumber(text)).toBe("another's");
  });

  test.each([`Is ${N} a phone that you know from the brochure?`, `I saw ${N} on the web site yesterday`])(
    '%j: unclear',
    (text) => {
      expect(whoseNumber(text)).toBe('unclear');
    },
  );

  test('takes time linear in a long text', () => {
    const started = performance.now();
    whoseNumber('2 '.repeat(500_000));
    whoseNumber('call me at '.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
