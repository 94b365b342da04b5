import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { MAX_CACHED_WORKFLOWS } from '../../src/worker/temporal-workers.js';
import type { Benchmark, Conditions, Findings } from '../bench.js';
import { atRate } from '../harness/pace.js';
import { findProcesses, isWorker } from '../harness/processes.js';
import { onStage, type Stage } from '../harness/stage.js';
import { startTextback } from '../harness/textback.js';
import { phone } from '../limiter/talks.js';
import { askForMemory, tellsOfMemory, type Memory } from './heaps.js';
import { textedFindings } from './texted-findings.js';

const IN_FULL = { batches: 6, size: MAX_CACHED_WORKFLOWS };
const QUICK = { batches: 2, size: 20 };
const OPENED_A_SECOND = 12;
/** No limit is what is measured here. */
const CALLS_A_SECOND = 100;
const OUR_NUMBERS = 30;
const STUCK_AFTER_MS = 60_000;

export const textedMemory: Benchmark = {
  name: 'texted-memory',
  about: `A worker's memory over ${IN_FULL.batches * IN_FULL.size} texted conversations that stay open (--quick: ${QUICK.batches * QUICK.size}), and where it lies`,
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const { batches, size } = quick ? QUICK : IN_FULL;
  const folder = await stage.subfolder('memory');
  const numbers = Array.from({ length: OUR_NUMBERS }, (_, i) => phone(100 + i));
  const { sandbox, gatewayUrl, startWorker } = await startTextback(
    stage,
    { rateLimit: CALLS_A_SECOND },
    { numbers },
  );
  sandbox.setWebhookUrl(gatewayUrl);
  const settings = { DRIFT_RATE_LIMIT: String(CALLS_A_SECOND), TWILIO_FROM_NUMBERS: numbers.join() };
  await startWorker(settings, tellsOfMemory(folder));
  const worker = (await findProcesses())?.find(isWorker);
  if (worker === undefined) throw new Error('the worker is not seen: this takes a system with /proc');

  const look = () => askForMemory(worker.pid, folder);
  const looks: Memory[] = [await look()];
  for (let batch = 1; batch <= batches; batch++) {
    await text(sandbox, (batch - 1) * size, size);
    const memory = await look();
    looks.push(memory);
    say(`${batch * size} texted: ${inWords(memory)}`);
  }
  return textedFindings({ size, looks });
}

/** Opens so many chats whose time is up already, and waits until each visitor is texted and each rep told. */
async function text(sandbox: Sandbox, done: number, count: number): Promise<void> {
  await atRate(OPENED_A_SECOND, count, (i) => {
    const contact = { name: 'Ana', phone: phone(1_000 + done + i) };
    sandbox.drift.startConversation({ contact, body: 'Hello?', createdAt: Date.now() - 300_000 });
  });
  let progressAt = performance.now();
  let before = -1;
  for (let told; (told = notesIn(sandbox)) < done + count; before = told) {
    if (told > before) progressAt = performance.now();
    if (performance.now() - progressAt > STUCK_AFTER_MS)
      throw new Error(`${told} of ${done + count} chats are texted, and none more for a minute`);
    await sleep(200);
  }
}

const notesIn = ({ drift }: Sandbox): number =>
  drift.ledger.effects('message').filter(({ data }) => data['type'] === 'private_note').length;

const inWords = ({ resident, mainHeap, workflowHeap }: Memory): string =>
  `${Math.round(resident)} MiB, of which ${Math.round(mainHeap)} main heap, ${Math.round(workflowHeap)} workflows' heap`;
