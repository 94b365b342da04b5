import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { firstName } from '../../../src/texting/first-name.js';

describe('the name to greet by', () => {
  test.each([
    ['Ana', 'Ana'],
    ['  Ana   García ', 'Ana'],
    ['Ana\nGarcía', 'Ana'],
    ['ana', 'ana'],
    ['ANA', 'ANA'],
    ["O'Neil", "O'Neil"],
    ['D’Arcy', 'D’Arcy'],
    ['Jean-Luc Picard', 'Jean-Luc'],
    ['Jean‑Luc', 'Jean-Luc'],
    ['Marie-Anne-Sophie', 'Marie-Anne-Sophie'],
    ['Zoe\u0308', 'Zoe\u0308'],
    ['Łukasz', 'Łukasz'],
    ['Nguyễn Văn An', 'Nguyễn'],
    ['Işıl', 'Işıl'],
    ['Kaʻiulani', 'Kaʻiulani'],
    ['McKenna', 'McKenna'],
    ['DeShawn Jones', 'DeShawn'],
    ['LaToya', 'LaToya'],
    ['MaryAnn', 'MaryAnn'],
    ['Nan Goldin', 'Nan'],
    ['Chase', 'Chase'],
    ['Don Draper', 'Don'],
  ])('of %j is %j', (name, expected) => {
    expect(firstName(name)).toBe(expected);
  });

  test.each([
    '李小龍',
    'さくら',
    'サクラ',
    '美咲',
    '김민준',
    'أحمد',
    'علی\u200cرضا',
    'דוד',
    'Сергей',
    'Ёлка',
    'Νίκος',
    'สมชาย',
    'राजेश',
    'தமிழ்செல்வி',
    'Արմեն',
    'გიორგი',
    'ሰላም',
    '明',
  ])('in another script, %j, it is that', (name) => {
    expect(firstName(`${name} X`)).toBe(name);
  });

  test.each([
    ['Dr. Ann Lee', 'Ann'],
    ['Dr Ann Lee', 'Ann'],
    ['Prof. Dr. Hans Müller', 'Hans'],
    ['Mr. Smith', 'Smith'],
    ['mrs Ana García', 'Ana'],
    ['Frau Dr. Anna Schmidt', 'Anna'],
    ['Sra. Lucía Pérez', 'Lucía'],
    ['Señor Juan', 'Juan'],
    ['Mme Claire', 'Claire'],
    ['J. Robert Oppenheimer', 'Robert'],
    ['J R Tolkien Smith', 'Tolkien'],
    ['J. R.', null],
    ['J.R. Ewing', null],
    ['J. Smith', null],
    ['J', null],
    ['Dr.', null],
    ['Mr', null],
    ['Dr. J. Lee', null],
    ['Dr. med. Ann Lee', 'Ann'],
    ['Dipl.-Ing. Hans Meier', 'Hans'],
    ['Sig. Marco Rossi', 'Marco'],
    ['Dott. Marco Rossi', 'Marco'],
  ])('a title is skipped, and an initial is no name: %j gives %j', (name, expected) => {
    expect(firstName(name)).toBe(expected);
  });

  test.each([
    'claim-prize.example.com',
    'acme-refunds.com',
    'bit.ly',
    'x.arrieta',
    'x.arrieta López',
    'Ann www.example.com',
    'Ann bit.ly/x',
    'https://evil.example',
    'Dr. evil.example',
    'evil。com',
    'evil．com',
    'evil․com',
    'ana@example.com',
    '@ana',
    'ana/example',
    'javascript:alert(1)',
    '<b>Ana</b>',
    '+14155552671',
    '4155552671',
    'R2D2',
    'Ana2',
    'Ana²',
    'Ⅳ',
    '٤٥',
    '🙂',
    'Ana🙂',
    '❤️',
    'Ana\u202eevil',
    'Ana\u200b',
    'A\u200dna',
    'Ana\u0000',
    'A\u0007na',
    '-',
    "'Ana'",
    'Ana-',
    "D'",
    '(Ana)',
    '"Ana"',
    'Ana,',
    'Ana!',
    'Ana_García',
    '$cash',
  ])('%j is none: no address, number, sign or character that is no letter goes out', (name) => {
    expect(firstName(name)).toBeNull();
  });

  test.each([
    'Pаypal', // Cyrillic а
    'Аnа',
    'Аpple Support',
    'Gοοgle', // Greek ο
    'ᴘᴀʏᴘᴀʟ',
    'Ａｎａ',
    '𝐀𝐧𝐚',
    'ﬁona',
    'Anа李',
  ])('%j, which only looks like its word, is none', (name) => {
    expect(firstName(name)).toBeNull();
  });

  test.each([
    'PayPal',
    'iPhone Winner',
    'YouTube',
    'FedEx',
    'eBay',
    'USPS',
    'Amazon Support',
    'Apple',
    'WhatsApp',
  ])('a brand, %j, is none', (name) => {
    expect(firstName(name)).toBeNull();
  });

  test.each([
    ...[
      'undefined undefined',
      'undefined',
      'null',
      'NULL',
      'None',
      'NaN',
      'nan',
      'N/A',
      'n/a',
      'NA',
      '-',
      'none none',
      'false',
    ],
    ...[
      'Site Visitor',
      'Website Visitor',
      'Visitor 4711',
      'Unknown',
      'Unknown User',
      'Anonymous',
      'Guest',
      'Test',
      'test test',
      'Tester',
    ],
    ...[
      'User',
      'Customer',
      'No Name',
      'Your Name',
      'First Last',
      'FirstName LastName',
      'asdf',
      'Qwerty',
      'aaaa',
      'xxx',
      'Admin',
      'Support Team',
    ],
    ...[
      'Visitante',
      'Anónimo',
      'Invitado',
      'Prueba',
      'Visiteur',
      'Anonyme',
      'Inconnu',
      'Besucher',
      'Unbekannt',
      'Gast',
      'Desconhecido',
      'Convidado',
    ],
    ...[
      'Free-Prize-Claim-Now',
      'Free-Prize',
      'Claim-Now',
      'Free',
      'Winner',
      'URGENT',
      'Click here',
      'Verify',
      'Gratis',
      'STOP',
    ],
    ...[
      'Anonymer Besucher',
      'Sitio Visitante',
      'Visitatore',
      'Ospite',
      'Bezoeker',
      'Besökare',
      'Ukendt',
      'Kävijä',
      'Gość',
      'Użytkownik',
    ],
    ...[
      'Гость',
      'Посетитель',
      'Аноним',
      'Клиент',
      'Ziyaretçi',
      'Kullanıcı',
      'Misafir',
      'Khách',
      'Pengunjung',
      'Επισκέπτης',
    ],
    ...[
      '匿名',
      '访客',
      '用户',
      '未知',
      'ゲスト',
      '名無し',
      'テスト',
      'お客様',
      '방문자',
      '손님',
      '익명',
      'زائر',
      'مستخدم',
      'مجهول',
      'אורח',
      'अतिथि',
    ],
    ...[
      'FNAME',
      'Max Mustermann',
      'Fulano',
      'asdasd',
      'sdfsdf',
      'hjkl',
      'zxcvbn',
      'blah',
      'hahaha',
      'Private',
      'Deleted User',
      '[deleted]',
    ],
    ...[
      'bit ly',
      'evil dot com',
      'Acme Inc',
      'Chase Bank',
      'Wireless Caller',
      'Fuck You',
      'Scheisse',
      'Mierda',
      'Final Notice',
      'Police',
    ],
    ...['string', 'Array', 'SELECT', 'function', 'ʼ', 'Z\u0337\u0308a\u0336lgo'],
    ...[null, '', '   ', 'A'.repeat(26), 'A'.repeat(1_000)],
  ])('a placeholder, a bait or nothing, %j, is none', (name) => {
    expect(firstName(name)).toBeNull();
  });

  test('whatever stands in the field, the name is one short word of letters', () => {
    const pieces = fc.constantFrom(
      'Ana',
      'bit',
      '.',
      'ly',
      ' ',
      '-',
      "'",
      'é',
      '李',
      'а',
      '1',
      '://',
      '@',
      '\u202e',
      '\u200d',
      'Dr.',
      '🙂',
      '/',
      'paypal',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
        ),
        (field) => {
          const name = firstName(field);
          if (name === null) return;
          expect(name).toMatch(
            /^\p{L}[\p{L}\p{M}\u200c\u200d]*(?:['’‘-]\p{L}[\p{L}\p{M}\u200c\u200d]*){0,2}$/u,
          );
          expect(name.length).toBeLessThanOrEqual(25);
          expect(field).toContain(name.split('-')[0]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
