import { bridging, takenOver } from './bridge-situation.js';
import { plain } from './situation-parts.js';
import { heldUntil } from './standing.js';
import { cityOf, clockOf, localTime } from './time-zones.js';
import { delayWords, duration, reasonWords } from './words.js';

const LATE_NUMBER = 'If the visitor leaves a number before anybody answers, they still get the text.';

/**
 * Where the shown conversation stands, in words: `{sentence, aside, tone, progress, reached}`. `progress` runs from 0 to 1,
 * or is null when there is nothing to wait for.
 */
export function situation(state, conversation, now) {
  const { link } = state;
  if (link === null) return plain('One moment…', '');
  if (conversation === null || state.starting) {
    return link.connected
      ? plain('Start a chat as the visitor, then wait and watch the phone.', delayLine(link))
      : alone(link);
  }
  if (!link.connected) return alone(link);
  const { name } = conversation.contact;
  const view = state.views.get(conversation.id);
  if (view === undefined)
    return plain(`Textback has not received ${name}’s chat yet.`, delayLine(link), 'wait');
  if (view === null)
    return plain(
      'Textback is not answering right now.',
      'Drift and Twilio keep chats and texts until it is back.',
      'bad',
    );
  if (view.state === 'waiting') return waiting(state, conversation, view, now);
  if (view.state === 'texting')
    return {
      ...plain(`Nobody answered. Textback is texting ${name} now.`, delayLine(link), 'wait'),
      progress: 1,
    };
  if (view.state === 'bridging') return bridging(state, conversation);
  if (view.reason === 'duplicate_session' && view.texts.some(({ sid }) => sid !== null))
    return takenOver(state, conversation);
  if (view.reason !== null)
    return plain(reasonWords(view.reason, name), 'Start another visitor to try something else.', 'rest');
  return { ...plain(`The thread with ${name} is over.`, ''), progress: 1, reached: true };
}

function waiting(state, conversation, view, now) {
  const { link } = state;
  const { name } = conversation.contact;
  const opened = Date.parse(view.openedAt);
  if (view.phoneStatus === 'none' || view.reason === 'no_phone') {
    return plain(`${name} left no phone number.`, LATE_NUMBER, 'wait');
  }
  if (view.reason !== null) return plain(reasonWords(view.reason, name), LATE_NUMBER, 'wait');
  if (view.dueAt === null) return plain(`${name}’s chat is on hold.`, delayLine(link), 'wait');
  const held = heldUntil(state, conversation, now);
  if (held !== null) return { ...quiet(link, conversation, held, now), progress: share(opened, held, now) };
  const due = Date.parse(view.dueAt);
  const left = Math.ceil((due - now) / 1000) * 1000;
  const waited = duration(Math.floor((now - opened) / 1000) * 1000);
  const sentence =
    left > 0
      ? `${name} has waited ${waited}. Textback sends a text in ${duration(left)} unless a person answers.`
      : `${name} has waited ${waited}. Textback is about to send the text.`;
  return { ...plain(sentence, delayLine(link), 'wait'), progress: share(opened, due, now) };
}

/** It is night where the visitor is. */
function quiet({ quietHours }, { contact, timeZone }, until, now) {
  const where = timeZone === null ? '' : ` in ${cityOf(timeZone)}`;
  const hours = quietHours ? `from ${clockOf(quietHours.from)} to ${clockOf(quietHours.to)}` : 'at night';
  return plain(
    `It is ${localTime(now, timeZone)}${where}: ${contact.name}’s text waits until ${localTime(until, timeZone)} there.`,
    `Quiet hours: no first texts ${hours}. It goes out in ${duration(until - now)} unless a person answers.`,
    'wait',
  );
}

const share = (from, to, now) => (to > from ? Math.min(1, Math.max(0, (now - from) / (to - from))) : 1);

function alone(link) {
  return plain(
    'Textback is not connected: only the simulated Drift and Twilio are running.',
    `Point your own code at Drift ${link.urls.drift} and Twilio ${link.urls.twilio}. Everything it does appears here.`,
  );
}

function delayLine(link) {
  return link.followUpDelayMs === 300_000
    ? 'The wait is five minutes, as in production.'
    : `The wait here is ${delayWords(link.followUpDelayMs)}; in production it is five minutes.`;
}
