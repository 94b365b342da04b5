/**
 * What can be made hard, and what Textback should do about it. Each fault knows from the simulators' own state whether it
 * is on, and which calls (`[method, path, body]`) of their control APIs turn it on or off. Rules carry an id of this
 * page's, so that rules set by tests or other people stay.
 */
export const FAULTS = [
  {
    id: 'lost-reply',
    name: 'Twilio accepts, but its reply is lost',
    expect: 'Look for the text at Twilio before trying again: one text, never two.',
    ...rules('lost-reply', {
      twilio: { method: 'POST', route: '/2010-04-01/Accounts/:account/Messages.json', kind: 'reset-after' },
    }),
  },
  {
    id: 'undelivered',
    name: 'The next text is not delivered',
    expect: 'Tell the rep that it never arrived. The phone shows nothing.',
    ...nextOutcome({ status: 'undelivered', errorCode: 30006 }),
  },
  {
    id: 'drift-429',
    name: 'Drift answers “too many calls”',
    expect: 'Wait as long as Drift asks, in every process, and lose nothing.',
    ...rules('drift-429', { drift: { route: '*', kind: '429', retryAfterSeconds: 2 } }),
  },
  {
    id: 'drift-down',
    name: 'Drift is down',
    expect: 'Keep the chat waiting and continue when Drift is back.',
    ...rules('drift-down', { drift: { route: '*', kind: '502-html' } }),
  },
  {
    id: 'token',
    name: 'Drift’s access token is revoked',
    expect: 'Stop calling Drift, report it, and continue once the token works.',
    ...rules('token', { drift: { route: '*', kind: 'unauthorized' } }),
  },
  {
    id: 'duplicates',
    name: 'Webhooks arrive three times',
    expect: 'Count each event once: one workflow, one text.',
    ...delivery('duplicates', 2),
  },
  {
    id: 'reorder',
    name: 'Webhooks arrive out of order',
    expect: 'Follow the events’ own times, not their arrival.',
    ...delivery('reorderWindowMs', 2_000),
  },
  {
    id: 'slow',
    name: 'Both vendors are slow',
    expect: 'Four seconds per call: wait without delaying other chats.',
    ...rules('slow', {
      drift: { route: '*', kind: 'latency', latencyMs: 4_000 },
      twilio: { route: '*', kind: 'latency', latencyMs: 4_000 },
    }),
  },
];

function rules(name, byVendor) {
  const id = `page-${name}`;
  return {
    isOn: (now) =>
      Object.keys(byVendor).every((vendor) =>
        now[vendor].rules.some((rule) => rule.id === id && !rule.spent),
      ),
    calls: (on) =>
      Object.entries(byVendor).map(([vendor, rule]) =>
        on ? ['POST', `/${vendor}/faults`, { ...rule, id }] : ['DELETE', `/${vendor}/faults/${id}`],
      ),
  };
}

/** A knob of webhook delivery, on both vendors. */
function delivery(knob, value) {
  const vendors = ['drift', 'twilio'];
  return {
    isOn: (now) => vendors.every((vendor) => now[vendor].switches[knob] > 0),
    calls: (on) => vendors.map((vendor) => ['PUT', `/${vendor}/switches`, { [knob]: on ? value : 0 }]),
  };
}

function nextOutcome(outcome) {
  return {
    isOn: (now) => now.twilio.nextOutcome !== null,
    calls: (on) => [['PUT', '/twilio/outcomes', { to: 'next', outcome: on ? outcome : null }]],
  };
}
