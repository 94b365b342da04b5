import type { CountryCode } from 'libphonenumber-js/max';
import type { Config } from '../platform/config/config.js';

type Settings = Pick<Config, 'caps' | 'behaviour'>;

/**
 * Countries whose numbers look national in another one, and which that one brings: Canada's in the United States, those of Guernsey, Man
 * and Jersey in the United Kingdom. The other countries of +1 are not among them, for their prices and their toll fraud are their own.
 */
const brings: Partial<Record<CountryCode, readonly CountryCode[]>> = {
  US: ['CA'],
  GB: ['GG', 'IM', 'JE'],
  AU: ['CC', 'CX'],
  FI: ['AX'],
  NO: ['SJ'],
};

/** The countries whose numbers are texted. */
export function servedCountries({ caps, behaviour }: Settings): readonly CountryCode[] | 'all' {
  const chosen = caps.textCountries ?? [behaviour.defaultCountry];
  if (chosen === 'all') return 'all';
  return [...new Set(chosen.flatMap((country) => [country, ...(brings[country] ?? [])]))];
}

/** For the first lines of a start. */
export function servedCountriesWords(settings: Settings): string {
  const served = servedCountries(settings);
  return served === 'all' ? 'all countries' : served.join(', ');
}
