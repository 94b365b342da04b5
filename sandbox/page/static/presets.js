import { zoneWhereItIs } from './time-zones.js';

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

/** Minutes after midnight. Most visitors come by day, so that no quiet hours hold up a try. */
const MIDDAY = 12 * 60 + 30;
const NIGHT = 30;

/** libphonenumber's example of a British mobile. */
const ABROAD = '+447400123456';
/** How many start a chat at once in a rush. */
const RUSH = 3;

/**
 * `again`: the preset is for somebody who was there before; `theirPhone`: for somebody else who names that one's phone. The last three show
 * a cap each. A sandbox has no caps unless they are set, so the hint says how.
 */
export const PRESETS = [
  { id: 'mobile', label: 'Mobile', hint: 'A number that can receive texts.' },
  { id: 'none', label: 'No phone', hint: 'No number at first; one may come later.' },
  { id: 'invalid', label: 'Typo', hint: 'Too short to be a number.' },
  { id: 'landline', label: 'Landline', hint: 'Twilio rejects it with error 21614.' },
  { id: 'stopped', label: 'Opted out', hint: 'Texts STOP, then starts a chat.' },
  { id: 'night', label: 'At night', hint: 'Past midnight: texts wait.' },
  { id: 'unreachable', label: 'Out of reach', hint: 'Twilio accepts the text, but it never arrives.' },
  { id: 'again', label: 'Second chat', hint: 'Same phone, separate thread.', again: true },
  {
    id: 'abroad',
    label: 'From abroad',
    hint: 'A British number. Started with TEXT_COUNTRIES=US, Textback sends it nothing: country_not_served.',
  },
  {
    id: 'borrowed',
    label: 'Same phone',
    hint: 'Somebody else names the last visitor’s phone. Started with FIRST_TEXTS_PER_NUMBER=1, Textback does not text it again: texted_too_often.',
    theirPhone: true,
  },
  {
    id: 'rush',
    label: 'Rush',
    hint: 'Three visitors at once. Started with FIRST_TEXTS_PER_HOUR=1, Textback texts one; the others wait for the hour, or for an operator.',
  },
];

/** Where visitors' mobiles are from; none of the sandbox's own numbers is. */
const AREA_CODES = [
  '415',
  '206',
  '212',
  '303',
  '312',
  '404',
  '503',
  '512',
  '612',
  '617',
  '702',
  '713',
  '816',
  '901',
  '919',
];
const LINES = 10_000;

/** The `index`th mobile: no two of the first 150,000 are the same. */
export function mobileFor(index) {
  const area = AREA_CODES[Math.floor(index / LINES) % AREA_CODES.length];
  return `+1 ${area} 555 ${String((2671 + index * 7) % LINES).padStart(4, '0')}`;
}

/**
 * The `turn`th visitor, each with a number of their own; or, with the preset for it, the one who `returns`. `first`: the index of the first
 * visitor's number, which grows with each start of the sandbox: Textback keeps its data, and so its threads with earlier visitors.
 */
export function visitorFor(presetId, turn, returns, first = 0) {
  const name = PEOPLE[turn % PEOPLE.length];
  const mobile = mobileFor(first + turn);
  const phones = { none: '', invalid: '415 555 26', landline: LANDLINE, abroad: ABROAD };
  const visitor = {
    name,
    phone: phones[presetId] ?? mobile,
    message: QUESTIONS[turn % QUESTIONS.length],
    timeZone: zoneWhereItIs(presetId === 'night' ? NIGHT : MIDDAY, Date.now()),
    contactId: null,
    textsStop: presetId === 'stopped',
    isOutOfReach: presetId === 'unreachable',
    beside: [],
  };
  if (presetId === 'borrowed') return { ...visitor, phone: returns.contact.phone };
  if (presetId === 'rush') return { ...visitor, beside: besides(turn, first) };
  if (presetId !== 'again') return visitor;
  const { contact, timeZone } = returns;
  return {
    ...visitor,
    name: contact.name,
    phone: contact.phone,
    contactId: contact.id,
    timeZone: timeZone ?? visitor.timeZone,
  };
}

/** Those who start a chat together with this one. */
const besides = (turn, first) =>
  Array.from({ length: RUSH - 1 }, (_, index) => visitorFor('mobile', turn + index + 1, null, first));

/** Drift wants an address for every contact; `example.com` belongs to nobody. */
export function addressFor(name) {
  const local = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '');
  return `${local === '' ? 'visitor' : local}@example.com`;
}
