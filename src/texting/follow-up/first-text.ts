import { fillTemplate } from '../../platform/config/template.js';

/** Limits a name that the visitor chose, so that the text stays within three segments. */
const NAME_LIMIT = 40;

/** The follow-up's words. */
export function firstText(
  template: string,
  facts: { readonly visitorName: string | null; readonly businessName: string },
): string {
  const name = firstName(facts.visitorName) ?? 'there';
  return fillTemplate(template, { name, business: facts.businessName });
}

/** The part of a name to greet by; null if there is none, or if the name is an address or a number. */
export function firstName(name: string | null): string | null {
  const word = name?.trim().split(/\s+/)[0]?.slice(0, NAME_LIMIT) ?? '';
  return /^\p{L}[\p{L}\p{M}'’.-]*$/u.test(word) ? word : null;
}
