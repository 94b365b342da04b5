import { isLost } from './words.js';

/**
 * The simulators' ledgers in plain words, newest first: `{key, at, say, detail, tone}`. `tone` is `text` for what goes to a
 * phone, `fault` for what went wrong, `hard` for what came late or twice, else `plain`.
 */
export function eventLines(ledgers, caller) {
  return [
    ...ledgers.drift.map((entry) => line('Drift', entry, caller)),
    ...ledgers.twilio.map((entry) => line('Twilio', entry, caller)),
  ]
    .filter((one) => one !== null)
    .sort((one, other) => other.at - one.at)
    .slice(0, 120);
}

function line(vendor, entry, caller) {
  const words = WORDS[entry.kind]?.(vendor, entry, caller) ?? null;
  return words === null ? null : { key: `${vendor} ${entry.seq}`, at: entry.at, ...words };
}

const WORDS = {
  request: requestLine,
  webhook: webhookLine,
  effect: effectLine,
  violation: (vendor, { inWindow, limit, windowMs }) => ({
    say: `Too many calls: ${vendor} allows ${limit}`,
    detail: `${inWindow} in ${windowMs} ms`,
    tone: 'fault',
  }),
};

const CALLS = [
  [/^POST .*\/Messages\.json$/, 'sends a text'],
  [/^GET .*\/Messages\.json$/, 'looks for a text'],
  [/^GET .*\/Messages\/\w+\.json$/, 'asks about a text'],
  [/^GET .*\/PhoneNumbers\//, 'asks what type of number it is'],
  [/^POST \/conversations\/\d+\/messages$/, 'posts in the conversation'],
  [/^GET \/conversations\/\d+\/messages$/, 'reads the messages'],
  [/^GET \/conversations\/\d+$/, 'reads the conversation'],
  [/^PATCH \/conversations\/\d+$/, 'tags the conversation'],
  [/^GET \/contacts\/\d+$/, 'looks up the contact'],
  [/^PATCH \/contacts\/\d+$/, 'updates the contact'],
  [/^POST \/contacts\/timeline$/, 'adds to the contact’s timeline'],
  [/^GET \/users\//, 'looks up a rep'],
  [/^POST \/app\/token_info$/, 'checks its access'],
];

function requestLine(vendor, entry, caller) {
  const call = `${entry.method} ${entry.path}`;
  const known = CALLS.find(([pattern]) => pattern.test(call))?.[1] ?? `calls ${vendor}`;
  const does = entry.body?.type === 'private_note' ? 'leaves a private note' : known;
  const isText = does === 'sends a text';
  const lost = entry.reply === 'lost';
  const outcome = lost ? 'the reply is lost' : (entry.status ?? 'under way');
  const detail = `${entry.method} ${shortPath(entry.path)} → ${outcome}`;
  if (lost) return { say: `${caller} ${does}, but the reply is lost`, detail, tone: 'fault' };
  // A 404 may be an answer as good as any other (does this Drift take tags?); a refused text never is.
  const refused = entry.status === 429 || entry.status >= 500 || (isText && entry.status >= 400);
  if (refused || (entry.faults.length > 0 && entry.status >= 400)) {
    const say = isText ? `${vendor} rejects ${caller}’s text` : `${vendor} rejects a call: ${caller} ${does}`;
    return { say, detail, tone: 'fault' };
  }
  return {
    say: `${caller} ${does}`,
    detail,
    tone: entry.faults.length > 0 ? 'hard' : isText ? 'text' : 'plain',
  };
}

function webhookLine(vendor, entry, caller) {
  const last = entry.attempts.at(-1);
  const outcome = {
    waiting: 'not yet sent',
    delivering: last ? `${last.status ?? last.error}, retrying` : 'on its way',
    delivered: `${last?.status ?? ''}${entry.attempts.length > 1 ? `, sent ${entry.attempts.length} times` : ''}`,
    'gave-up': `gave up: ${last?.status ?? last?.error}`,
    'no-url': 'no webhook URL',
  }[entry.state];
  const failed =
    entry.state === 'gave-up' || (last !== undefined && (last.status === null || last.status >= 300));
  return {
    say: `${vendor} tells ${caller}: ${topic(entry)}`,
    detail: `webhook → ${outcome}`,
    tone: failed ? 'fault' : entry.attempts.length > 1 ? 'hard' : 'plain',
  };
}

/** A status callback is about one status; every other event has its name. */
function topic({ type, body }) {
  if (type === 'status') return `text ${body.MessageStatus}`;
  return type === 'inbound' ? 'a text came in' : String(type).replaceAll(/[_-]/g, ' ');
}

/** What people and carriers did. What the API did is on its request's line already. */
const DEEDS = {
  conversation: ({ by }) => (by === 'visitor' ? 'A visitor opens a chat' : null),
  message: ({ by, type }) =>
    ({
      visitor: 'The visitor writes',
      rep: type === 'chat' ? 'The rep answers' : 'The rep leaves a private note',
    })[by] ?? null,
  status: ({ by, status }) => (by === 'person' ? `The rep sets the chat to ${status}` : null),
  'conversation-deleted': () => 'The rep deletes the chat',
  'conversation-restored': () => 'The chat is there again',
  inbound: () => 'The visitor sends a text',
  keyword: ({ keyword }) => `Twilio handles the keyword ${keyword}`,
  'reply-blocked': () => 'Twilio blocks a reply: the number has opted out',
};

function effectLine(vendor, { effect, data }) {
  if (isLost(data.status)) {
    return {
      say: 'A text does not reach the phone',
      detail: `${data.status}, error ${data.errorCode}`,
      tone: 'fault',
    };
  }
  const say = DEEDS[effect]?.(data) ?? null;
  return say === null ? null : { say, detail: `in ${vendor}`, tone: 'plain' };
}

/** Vendor IDs are long; their last digits tell them apart. */
const shortPath = (path) =>
  path
    .replace(/^\/2010-04-01\/Accounts\/AC\w+/, '')
    .replace(/\/\d{5,}/g, (id) => `/…${id.slice(-4)}`)
    .replace(/\/(SM|MM)\w+/g, (sid) => `/…${sid.slice(-4)}`);
