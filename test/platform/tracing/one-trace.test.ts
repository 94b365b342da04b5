import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canariesIn, canary } from '../../hostile/canaries.js';
import { bridgeOf } from '../../texting/relay/support.js';
import { eventually } from '../../support/eventually.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { makeBundles, type Bundles } from './bundles.js';
import { startCollector, type Collected, type Collector } from './collector.js';

describe('traces', () => {
  let collector: Collector;
  let bundles: Bundles;
  let textback: Textback;
  beforeAll(async () => {
    [collector, bundles] = await Promise.all([startCollector(), makeBundles()]);
    textback = await startTextback({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
        OTEL_SERVICE_NAME: 'textback-test',
        WORKFLOW_BUNDLE: bundles.shipped,
      },
    });
  }, 120_000);
  afterAll(async () => {
    await textback.close();
    await collector.close();
    await bundles.remove();
  });

  const { open, bodiesTo } = bridgeOf(() => textback);
  /** The span, its parent, and so on up to the first of its trace, by name. */
  const wayTo = (span: Collected): string[] => {
    const parent = collector.spans.find(
      ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
    );
    if (parent === undefined) return span.parentSpanId === null ? [span.name] : ['(missing)', span.name];
    return [...wayTo(parent), span.name];
  };
  const arrived = (what: string, wanted: (span: Collected) => boolean) =>
    eventually(what, () => {
      const span = collector.spans.find(wanted);
      return span !== undefined && !wayTo(span).includes('(missing)') ? span : undefined;
    });
  const workflowOf = async (conversationId: number) => {
    const id = (await textback.conversation(conversationId))?.workflow_id;
    return arrived(
      'the workflow',
      ({ name, attributes }) => name === 'workflow conversation' && attributes['textback.workflow.id'] === id,
    );
  };

  test('one trace leads from the webhook over the workflow to the text', async () => {
    const conversationId = await open('+12025550101');
    const workflow = await workflowOf(conversationId);
    const sent = await arrived(
      'the text',
      ({ name, traceId }) => name === 'Twilio POST Messages' && traceId === workflow.traceId,
    );
    expect(wayTo(sent)).toEqual([
      'webhook drift',
      'hand over',
      'signal-with-start conversation',
      'workflow conversation',
      'activity sendFollowUp',
      'Twilio POST Messages',
    ]);
    const asked = await arrived(
      'the look at Drift',
      ({ name, traceId }) => name === 'Drift GET /conversations/{id}' && traceId === workflow.traceId,
    );
    expect(wayTo(asked).slice(-2)).toEqual(['activity fetchConversation', 'Drift GET /conversations/{id}']);
    expect(asked.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'textback.limiter.waited_ms': expect.any(Number),
    });
    expect(asked.resource).toMatchObject({ 'service.name': 'textback-test', 'textback.part': 'worker' });
    const webhook = await arrived(
      'the webhook',
      (span) => span.traceId === sent.traceId && span.parentSpanId === null,
    );
    expect(webhook.resource).toMatchObject({ 'textback.part': 'gateway' });
    expect(webhook.attributes).toMatchObject({
      'textback.event.kind': expect.stringMatching(/^(conversation_opened|message)$/), // whichever came first
      'textback.result': 'stored',
    });
    for (const name of ['signal-with-start conversation', 'workflow conversation', 'activity sendFollowUp']) {
      const span = collector.spans.find((one) => one.name === name && one.traceId === sent.traceId);
      expect(span?.attributes['textback.workflow.id']).toBe(workflow.attributes['textback.workflow.id']);
    }
    expect(collector.headers[0]).toMatchObject({ 'x-key': 'a b' });
  });

  test('a later message has a trace of its own up to the vendor, with a link to the conversation', async () => {
    const phone = '+12025550102';
    const conversationId = await open(phone);
    const workflow = await workflowOf(conversationId);
    textback.sandbox.drift.say(conversationId, { author: 'rep', body: 'We do.' });
    await eventually('the answer is on the phone', () => bodiesTo(phone).includes('We do.'));
    textback.sandbox.twilio.text({ from: phone, body: 'Thanks!' });

    const sent = await arrived(
      'the text',
      (span) => span.name === 'Twilio POST Messages' && wayTo(span).includes('activity relayToPhone'),
    );
    expect(wayTo(sent)).toEqual([
      'webhook drift',
      'hand over',
      'signal-with-start conversation',
      'signal event',
      'activity relayToPhone',
      'Twilio POST Messages',
    ]);
    const isLater = ({ name, traceId, attributes }: Collected) =>
      name === 'signal event' &&
      traceId !== workflow.traceId &&
      attributes['textback.workflow.id'] === workflow.attributes['textback.workflow.id'];
    await eventually('both signals', () => collector.spans.filter(isLater).length >= 2);
    const { traceId, spanId } = workflow;
    for (const { links } of collector.spans.filter(isLater)) expect(links).toEqual([{ traceId, spanId }]);
    const posted = await arrived(
      'the post',
      (span) =>
        span.name === 'Drift POST /conversations/{id}/messages' &&
        wayTo(span).includes('activity relayToDrift'),
    );
    expect(wayTo(posted)[0]).toBe('webhook twilio');
  });

  test('a failure is an error with its code, and no trace holds what people said or who they are', async () => {
    const { drift, twilio } = textback.sandbox;
    const [phone] = canary.phones;
    const conversationId = drift.startConversation({
      contact: { name: `${canary.name} ${canary.surname}`, phone },
      body: canary.words,
    }).conversation.id;
    await eventually('the follow-up', () => bodiesTo(phone).length === 1);
    twilio.text({ from: phone, body: canary.words });
    twilio.setOutcome(phone, { refuse: 21408 });
    drift.say(conversationId, { author: 'rep', body: canary.words });
    const refused = await arrived(
      'the refusal',
      (span) => span.name === 'Twilio POST Messages' && span.attributes['error.type'] === 'twilio_rejected',
    );
    expect(refused.status).toBe(2);
    expect(refused.attributes).toMatchObject({
      'http.response.status_code': 400,
      'textback.vendor.code': '21408',
    });
    drift.addFault({ route: '/conversations/:id/messages', method: 'POST', kind: '502-html', times: 1 });
    twilio.text({ from: phone, body: 'STOP' });
    await eventually('the note', () =>
      textback.posts(conversationId).some(({ body }) => body.includes('STOP')),
    );
    await arrived('the 502', (span) => span.attributes['http.response.status_code'] === 502);
    await textback.stopWorkers(); // sends the last spans
    expect(collector.bodies.flatMap(canariesIn)).toEqual([]);
    expect(collector.spans.length).toBeGreaterThan(50);
    expect(collector.spans.filter(({ name }) => /\d{3}/.test(name))).toEqual([]);
  });
});
