import { samePhone } from './phone-number.js';

const DIRECTIONS = { phone: 'in', api: 'out', 'webhook-reply': 'out', 'auto-reply': 'auto' };

/** The simulated Twilio's texts as the phone pane needs them, each with whose phone it is; oldest first. */
export function textsFrom(twilioState) {
  return twilioState.pairs
    .flatMap(({ ours, visitor, texts }) => texts.map((text) => textOf(text, ours, visitor)))
    .sort((one, other) => one.at - other.at);
}

function textOf({ sid, source, body, status, errorCode, dateCreated }, ours, visitor) {
  return {
    key: sid,
    direction: DIRECTIONS[source] ?? 'out',
    visitor,
    ours,
    body,
    status,
    errorCode,
    at: dateCreated,
  };
}

/** Numbers that have opted out, of whatever covers them. */
export function optedOutFrom(twilioState) {
  return twilioState.optOuts.map(({ visitor }) => visitor);
}

/** Our number in this phone's latest thread; undefined leaves the choice to Twilio. */
export function ourNumberFor(texts, visitor) {
  return texts.findLast((text) => text.ours !== '' && samePhone(text.visitor, visitor))?.ours;
}
