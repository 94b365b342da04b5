import { fillTemplate } from '../../platform/config/template.js';

/** Words that a visitor may have put where a name belongs stay short, so that the text stays one to three segments. */
const NAME_LIMIT = 40;

/** The follow-up's words. */
export function firstText(
  template: string,
  facts: { readonly visitorName: string | null; readonly businessName: string },
): string {
  const name = firstName(facts.visitorName) ?? 'there';
  return fillTemplate(template, { name, business: facts.businessName });
}

/** The part of a name to greet by; null where there is none, or where it is an address or a number instead. */
export function firstName(name: string | null): string | null {
  const word = name?.trim().split(/\s+/)[0]?.slice(0, NAME_LIMIT) ?? '';
  return /^\p{L}[\p{L}\p{M}'’.-]*$/u.test(word) ? word : null;
}
