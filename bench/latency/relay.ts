import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.js';
import type { Benchmark, Conditions, Figure, Findings } from '../bench.js';
import { atRate } from '../harness/pace.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, rounded, summarize, toHistogram } from '../harness/statistics.js';
import { startTextback } from '../harness/textback.js';

/** Conversations of each kind; each has a message now and then, so that none waits for the one before it. */
const CONVERSATIONS = 8;
/** Rep's messages a second, of each kind. */
const RATE = 2;
const GOALS = [
  { name: 'p50', ms: 150 },
  { name: 'p99', ms: 500 },
] as const;
const TEXTED_WITHIN_MS = 60_000;
const ARRIVED_WITHIN_MS = 20_000;
/** Of no concern here: only texts to the phone are measured, and everything before them is to be over soon. */
const DRIFT_RATE_LIMIT = 200;

/** How long a message is held for one that was written before it; the second is the default. */
const windows = ['0s', '2s'] as const;
type Window = (typeof windows)[number];

export const relayLatency: Benchmark = {
  name: 'relay-latency',
  about:
    "From a rep's message in Drift to Twilio's 201, at low load, with and without the wait for earlier messages",
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const count = RATE * (quick ? 12 : 90);
  const { sandbox, gatewayUrl, startWorker } = await startTextback(stage, { rateLimit: DRIFT_RATE_LIMIT });
  sandbox.setWebhookUrl(gatewayUrl);
  // A conversation keeps the settings that it began with, whatever its later workers are told.
  const conversations = {} as Record<Window, number[]>;
  for (const [i, reorderWindow] of windows.entries()) {
    const worker = await startWorker({
      DRIFT_RATE_LIMIT: String(DRIFT_RATE_LIMIT),
      FOLLOW_UP_DELAY: '1s',
      REORDER_WINDOW: reorderWindow,
    });
    conversations[reorderWindow] = await openThreads(sandbox, i * CONVERSATIONS);
    say(`${CONVERSATIONS} threads with REORDER_WINDOW=${reorderWindow} are open`);
    await sandbox.twilio.whenIdle();
    if (i < windows.length - 1) await worker.stop();
  }

  const plannedAt = new Map<string, { window: Window; at: number }>();
  await atRate(RATE * windows.length, count * windows.length, (i, planned) => {
    const window = windows[i % windows.length] ?? '2s';
    const nth = Math.floor(i / windows.length);
    const conversationId = conversations[window][nth % CONVERSATIONS];
    if (conversationId === undefined) return;
    const body = `This is what I have found for you, no. ${i}.`;
    plannedAt.set(body, { window, at: performance.timeOrigin + planned });
    sandbox.drift.say(conversationId, { author: 'rep', body });
  });
  const latencies = await arrived(sandbox, plannedAt);
  const figures = (window: Window): Figure[] => {
    const summary = summarize(latencies[window]);
    return GOALS.map(({ name, ms }) => ({
      what: `rep's message to Twilio's 201, REORDER_WINDOW=${window}, ${name}, ms`,
      ours: summary[name],
      ceiling: null,
      goal: `<= ${ms} ms`,
      isMet: summary[name] <= ms,
    }));
  };
  return {
    figures: windows.flatMap(figures),
    histograms: Object.fromEntries(
      windows.map((window) => [`REORDER_WINDOW=${window}`, toHistogram(latencies[window])]),
    ),
    notes: [
      `${rounded(RATE)} messages a second of each kind, in turn, in ${CONVERSATIONS} threads each; from the planned moment of writing until the simulated Twilio has taken the text`,
      ...windows.map((window) => `REORDER_WINDOW=${window}: ${inWords(latencies[window])}`),
    ],
  };
}

/** Visitors open chats, and are texted since nobody answers. */
async function openThreads(sandbox: Sandbox, from: number): Promise<number[]> {
  const phones = Array.from(
    { length: CONVERSATIONS },
    (_, i) => `+120255501${String(from + i).padStart(2, '0')}`,
  );
  const ids = phones.map(
    (phone) => sandbox.drift.startConversation({ contact: { phone }, body: 'Hello?' }).conversation.id,
  );
  const texted = () => new Set(sandbox.twilio.texts.all().map(({ to }) => to));
  const isOpen = () => phones.every((phone) => texted().has(phone));
  const until = performance.now() + TEXTED_WITHIN_MS;
  while (!isOpen()) {
    if (performance.now() > until) throw new Error('not every visitor was texted in time');
    await sleep(100);
  }
  await sleep(2_000); // the markers of the follow-ups are set
  return ids;
}

/** Waits until all messages are texts. Milliseconds from their planned moments. */
async function arrived(
  { twilio }: Sandbox,
  plannedAt: ReadonlyMap<string, { readonly window: Window; readonly at: number }>,
): Promise<Record<Window, number[]>> {
  const until = performance.now() + ARRIVED_WITHIN_MS;
  for (;;) {
    const latencies: Record<Window, number[]> = { '0s': [], '2s': [] };
    for (const { at, data } of twilio.ledger.effects('text')) {
      const planned = plannedAt.get(String(data['body']));
      if (planned !== undefined) latencies[planned.window].push(at - planned.at);
    }
    const missing = plannedAt.size - latencies['0s'].length - latencies['2s'].length;
    if (missing === 0) return latencies;
    if (performance.now() > until) throw new Error(`${missing} messages did not become texts`);
    await sleep(100);
  }
}
