/** Who comes to the website. Numbers are from ranges that Twilio and the numbering plan keep for examples. */
const PEOPLE = [
  'Ana Silva',
  'Ben Okafor',
  'Chloe Martin',
  'Daniel Kim',
  'Emi Tanaka',
  'Farid Haddad',
  'Greta Lind',
  'Hugo Reyes',
];
const QUESTIONS = [
  'Hi! Do the Ridge boots run small?',
  'Hello, can I still change the address of my order?',
  'Do you ship to Canada?',
  'My left boot squeaks. Is that covered?',
];

/** Twilio's magic number for "cannot receive texts" (error 21614). */
const LANDLINE = '+15005550009';

export const PRESETS = [
  { id: 'mobile', label: 'Mobile', hint: 'A number that can be texted.' },
  { id: 'none', label: 'No phone', hint: 'Nothing to text. A number can still come later.' },
  { id: 'invalid', label: 'Typo', hint: 'Too short to be a number: no text is tried.' },
  { id: 'landline', label: 'Landline', hint: 'Twilio refuses it with error 21614.' },
  { id: 'stopped', label: 'Opted out', hint: 'This number texts STOP first, then opens a chat.' },
];

/** The `turn`th visitor: everybody has their own number. */
export function visitorFor(presetId, turn) {
  const name = PEOPLE[turn % PEOPLE.length];
  const mobile = `+1 415 555 ${String(2671 + turn * 7).padStart(4, '0')}`;
  const phones = { mobile, none: '', invalid: '415 555 26', landline: LANDLINE, stopped: mobile };
  return {
    name,
    phone: phones[presetId],
    message: QUESTIONS[turn % QUESTIONS.length],
  };
}

/** Drift wants an address for every contact; `example.com` belongs to nobody. */
export function addressFor(name) {
  const local = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '');
  return `${local === '' ? 'visitor' : local}@example.com`;
}
