const places: Record<string, readonly [city: string, state: string, zip: string]> = {
  '202': ['WASHINGTON', 'DC', '20001'],
  '212': ['NEW YORK', 'NY', '10001'],
  '312': ['CHICAGO', 'IL', '60601'],
  '415': ['SAN FRANCISCO', 'CA', '94105'],
  '617': ['BOSTON', 'MA', '02108'],
};

/** The location of a North American number, as inbound webhooks report it; empty values if unknown. */
export function geoParams(prefix: 'From' | 'To', number: string): Record<string, string> {
  if (!number.startsWith('+1')) return {};
  const [city, state, zip] = places[number.slice(2, 5)] ?? ['', '', ''];
  return {
    [`${prefix}City`]: city,
    [`${prefix}State`]: state,
    [`${prefix}Zip`]: zip,
    [`${prefix}Country`]: 'US',
  };
}
