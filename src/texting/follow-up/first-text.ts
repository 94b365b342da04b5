import { fillTemplate } from '../../platform/config/template.js';
import { firstName } from '../first-name.js';

/** The follow-up's words. */
export function firstText(
  template: string,
  facts: { readonly visitorName: string | null; readonly businessName: string },
): string {
  const name = firstName(facts.visitorName) ?? 'there';
  return fillTemplate(template, { name, business: facts.businessName });
}
