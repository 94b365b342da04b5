import { TwilioError } from './error-codes.js';
import { fetchMedia } from './fetch-media.js';
import { moveTo, runSteps, stepsOf } from './progress.js';
import { smartEncoded } from './segments.js';
import { newSid } from './sids.js';
import type { TwilioSimulator } from './simulator.js';
import type { Text } from './types.js';
import type { SendRequest } from './validation.js';

const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/** Accepts a text; its later life runs in the background. Throws TwilioError for an opt-out or a refusal on request. */
export async function send(
  twilio: TwilioSimulator,
  request: SendRequest,
  snapshot: (text: Text) => void,
): Promise<void> {
  const { switches } = twilio;
  const scope = request.messagingServiceSid ?? twilio.scopeOf(request.from ?? '');
  if (twilio.optOuts.has(scope, request.to)) throw new TwilioError(21610);
  const outcome = twilio.takeOutcome(request.to);
  if (outcome && 'refuse' in outcome) throw new TwilioError(outcome.refuse);

  const body = request.smartEncoded ? smartEncoded(request.body) : request.body;
  const text = twilio.texts.add({
    source: 'api',
    direction: 'outbound-api',
    from: request.from,
    to: request.to,
    body: switches.trialPrefix ? TRIAL_PREFIX + body : body,
    status:
      request.sendAt !== null ? 'scheduled' : request.messagingServiceSid === null ? 'queued' : 'accepted',
    messagingServiceSid: request.messagingServiceSid,
    statusCallback: request.statusCallback,
    media: request.mediaUrls.map((url) => ({ sid: newSid('ME'), contentType: '', url })),
    sendAt: request.sendAt,
  });
  if (request.from !== null) twilio.remember(request.to, request.from);
  twilio.ledger.effect('text', {
    sid: text.sid,
    from: text.from,
    to: text.to,
    body: text.body,
    messagingServiceSid: text.messagingServiceSid,
    status: text.status,
  });
  snapshot(text);

  const steps = stepsOf(text, outcome, switches.callbacks.sequence);
  if (request.sendAt !== null) {
    twilio.scheduled.add(text.sid, request.sendAt - twilio.now(), () => runSteps(twilio, text, steps));
    return;
  }
  if (text.media.length > 0) {
    twilio.tasks.start(async (signal) => {
      const errorCode = await fetchMedia(twilio, text, signal);
      runSteps(twilio, text, errorCode === null ? steps : [{ status: 'failed', errorCode }]);
    });
    return;
  }
  const [first, ...later] = steps;
  if (!switches.callbacks.beforeReply || !first) {
    runSteps(twilio, text, steps);
    return;
  }
  const { signal } = twilio.tasks;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    moveTo(twilio, text, first, resolve);
  });
  runSteps(twilio, text, later);
}
