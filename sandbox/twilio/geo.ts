const places: Record<string, readonly [city: string, state: string, zip: string]> = {
  '202': ['WASHINGTON', 'DC', '20001'],
  '212': ['NEW YORK', 'NY', '10001'],
  '312': ['CHICAGO', 'IL', '60601'],
  '415': ['SAN FRANCISCO', 'CA', '94105'],
  '617': ['BOSTON', 'MA', '02108'],
};

/** Where a North American number comes from, as inbound webhooks tell it; empty values where it is not known. */
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
