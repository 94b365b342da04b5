/**
 * Whose number a visitor writes in a chat in which theirs is known already:
 * - `theirs`: it stands alone, or the words say that they are to be reached there.
 * - `another's`: it belongs to somebody or something else, such as a colleague or an order.
 * - `unclear`: the words say neither.
 */
export type Whose = 'theirs' | "another's" | 'unclear';

/** A run of digits that may be a number, with what people put between them. */
const NUMBER = /\+?\d[\d\s().\-/]{5,}\d/g;

/** As many words as stand beside a number that answers a question for it: "sorry, it's ...". */
const FEW_WORDS = 3;

/** In the five languages whose wordings we know. Matched against lower-case words without accents. */
const words = (list: string): RegExp => new RegExp(`\\b(?:${list.trim().replaceAll(/\s+/g, '|')})\\b`);

/** The visitor is to be reached there, whoever owns the phone. */
const REACH_ME = new RegExp(
  [
    '\\b(?:text|call|reach|message|msg|contact|sms|ring|phone|get|try|find) (?:me|us)\\b',
    '\\b(?:schreiben|schreib|rufen|ruf|erreichen|erreicht|kontaktieren) (?:sie )?(?:mich|mir)\\b',
    '\\b(?:ich bin|bin ich)\\b.*\\berreichbar\\b',
    '\\b(?:appelez|ecrivez|contactez|textez|joignez|appelle|ecris|contacte|texte) ?moi\\b',
    '\\b(?:llamame|llameme|escribame|escribeme|contacteme|contactame|textame|texteame)\\b',
    '\\b(?:me (?:liga|ligue|chama|chame|escreva|escreve|contate)|(?:liga|ligue|escreva|fale) (?:para mim|pra mim|comigo))\\b',
  ].join('|'),
);

const SOMEBODY_ELSE = words(`
  his her hers their theirs your yours our husband wife boyfriend girlfriend partner colleague coworker boss manager assistant
  secretary friend mother mom mum father dad son daughter brother sister neighbour neighbor landlord office reception front fax
  landline store shop warehouse order orders invoice account ticket tracking reference ref serial case policy helpline hotline
  seine ihre ihr deine eure unsere kollege kollegin chef chefin buro fax festnetz bestellung rechnung auftrag kundennummer
  leur votre vos notre collegue patron bureau femme mari ami commande facture
  su sus tu tus nuestro nuestra colega jefe jefa oficina esposa esposo amigo amiga pedido factura
  seu sua seus dele dela nosso nossa chefe escritorio marido fatura
`);

const THEIR_OWN = words(`
  my mine im new now changed change instead correct corrected correction actually oops typo mistyped meant wrong right use update
  updated better cell mobile
  meine mein neue neu jetzt geandert geaendert stattdessen richtig richtige korrekt vertippt tippfehler falsch falsche nutzen handy
  mon ma nouveau nouvelle maintenant change plutot bon bonne correct erreur faux portable
  mi mio nuevo nueva ahora cambie cambio cambiado mejor correcto correcta error equivocado movil celular
  meu minha novo nova agora mudou mudei mudado melhor correto certo errado celular telemovel
`);

/** Reads whose number the words around it say it is. Pure; for the text of a chat message, not its HTML. */
export function whoseNumber(text: string): Whose {
  const around = text
    .slice(0, 1_000)
    .replace(NUMBER, ' ')
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (REACH_ME.test(around)) return 'theirs';
  if (SOMEBODY_ELSE.test(around)) return "another's";
  if (THEIR_OWN.test(around)) return 'theirs';
  const count = around === '' ? 0 : around.split(' ').length;
  return count <= FEW_WORDS ? 'theirs' : 'unclear';
}
