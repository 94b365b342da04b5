import { spec } from './spec.js';

/** Of orgs that connect themselves. */
export const orgMetrics = {
  textback_token_refreshes_total: spec({
    kind: 'counter',
    help: "Refreshes of orgs' access tokens, by result: refreshed, superseded (connected anew or disconnected meanwhile), reconnect_required (given up), or why it failed: refused, misconfigured, answer_lost, not_sent, throttled.",
    labels: ['result'],
    starts: [
      'refreshed',
      'superseded',
      'reconnect_required',
      'refused',
      'misconfigured',
      'answer_lost',
      'not_sent',
      'throttled',
    ].map((result) => ({ result })),
  }),
  textback_orgs_to_reconnect: spec({
    kind: 'gauge',
    help: 'Orgs whose credentials the vendor refuses: their work waits until somebody of the org connects again.',
    labels: [],
  }),
} as const;
