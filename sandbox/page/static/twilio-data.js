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

/** Numbers that no text reaches, until that is taken back. */
export function outOfReachFrom(twilioState) {
  return Object.entries(twilioState.outcomes)
    .filter(([number, outcome]) => number !== 'next' && outcome?.status === 'undelivered')
    .map(([number]) => number);
}
