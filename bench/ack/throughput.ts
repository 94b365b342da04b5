import type pg from 'pg';
import { freePort } from '../../src/local/ports.js';
import type { Benchmark, Conditions, Figure, Findings, RawHistogram } from '../bench.js';
import { perSecond, sendClosed, Sender } from '../harness/load.js';
import { onStage, type Stage } from '../harness/stage.js';
import { inWords, median, rounded, toHistogram } from '../harness/statistics.js';
import { startGateway } from '../harness/textback.js';
import { WebhookMaker } from '../harness/webhooks.js';

const CONNECTIONS = [32, 256] as const;
/** As many are made for a round; one that runs out of them ends sooner, and its rate is counted over its own time. */
const WEBHOOKS_A_SECOND = 12_000;
const TABLES = ['inbox', 'ceiling_plain', 'ceiling_shared'] as const;

const receivers = ['ours', 'plain', 'shared'] as const;
type Receiver = (typeof receivers)[number];

/** What one receiver did with one number of connections. */
interface Result {
  readonly rates: number[];
  readonly latencies: number[];
}

export const ackThroughput: Benchmark = {
  name: 'ack-throughput',
  about: 'Durable acknowledgement, closed loop, against one INSERT a request and against shared INSERTs',
  run: (conditions) => onStage((stage) => measure(stage, conditions)),
};

async function measure(stage: Stage, { quick, say }: Conditions): Promise<Findings> {
  const { rounds, forMs, warmUpMs } = quick
    ? { rounds: 3, forMs: 1_500, warmUpMs: 1_000 }
    : { rounds: 7, forMs: 4_000, warmUpMs: 4_000 };
  const databaseUrl = await stage.startPostgres();
  const db = stage.openPool(databaseUrl);
  const urls = await startReceivers(stage, db, databaseUrl);
  // For every round the same: its tables are empty, and these webhooks are new to it.
  const webhooks = new WebhookMaker().firstMessages((WEBHOOKS_A_SECOND * forMs) / 1_000);
  const send = async (receiver: Receiver, users: number, ms: number) => {
    await db.query(`TRUNCATE ${TABLES.join()}`);
    await db.query('CHECKPOINT'); // or that of one round falls into another's
    const sender = new Sender(urls[receiver], users);
    const sent = await sendClosed(sender, webhooks, { users, forMs: ms });
    await sender.close();
    if (sent.failed > 0) throw new Error(`${sent.failed} webhooks were not acknowledged by "${receiver}"`);
    return sent;
  };
  for (const receiver of receivers) await send(receiver, 64, warmUpMs);

  const findings: Findings[] = [];
  for (const users of CONNECTIONS) {
    const results = new Map<Receiver, Result>(receivers.map((name) => [name, { rates: [], latencies: [] }]));
    for (let round = 0; round < rounds; round++) {
      for (const receiver of turned(receivers, round)) {
        const sent = await send(receiver, users, forMs);
        const result = results.get(receiver);
        result?.rates.push(perSecond(sent));
        for (const latency of sent.latencies) result?.latencies.push(latency);
      }
      const line = receivers.map((name) => `${name} ${Math.round(results.get(name)?.rates.at(-1) ?? 0)}`);
      say(`${users} connections, round ${round + 1}: ${line.join(', ')} a second`);
    }
    findings.push(findingsOf(users, results));
  }
  return {
    figures: findings.flatMap(({ figures }) => figures),
    histograms: Object.assign({}, ...findings.map(({ histograms }) => histograms)) as Findings['histograms'],
    notes: [
      `medians of ${rounds} rounds of ${forMs / 1_000} s, receivers in turn, each round on empty tables after a checkpoint`,
      'ours: token and HMAC verified, body parsed, named and stored with its indexes; ceilings: the raw body stored, no more',
      'PostgreSQL flushes every commit (its defaults); sender, receiver and PostgreSQL share the cores',
      ...findings.flatMap(({ notes }) => notes),
    ],
  };
}

async function startReceivers(
  stage: Stage,
  db: pg.Pool,
  databaseUrl: string,
): Promise<Record<Receiver, string>> {
  const ceiling = async (kind: 'plain' | 'shared') => {
    await db.query(`CREATE TABLE ceiling_${kind} (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL,
      received_at timestamptz NOT NULL DEFAULT clock_timestamp())`);
    const port = String(await freePort());
    await stage.startNode({
      name: `ceiling-${kind}`,
      program: 'bench/ack/ceiling-main.ts',
      env: { DATABASE_URL: databaseUrl, PORT: port, KIND: kind },
      readyLine: 'ceiling listens',
    });
    return `http://127.0.0.1:${port}/`;
  };
  const { url } = await startGateway(stage, databaseUrl);
  return {
    ours: `${url}/webhooks/drift`,
    plain: await ceiling('plain'),
    shared: await ceiling('shared'),
  };
}

function findingsOf(users: number, results: ReadonlyMap<Receiver, Result>): Findings {
  const rateOf = (name: Receiver) => median(results.get(name)?.rates ?? []);
  const against = (name: Receiver, what: string, goal: string, atLeast: number): Figure => ({
    what: `acknowledged a second, ${users} connections, against ${what}`,
    ours: rateOf('ours'),
    ceiling: rateOf(name),
    goal,
    isMet: rateOf('ours') >= atLeast * rateOf(name),
  });
  const histograms: Record<string, RawHistogram> = {};
  for (const [name, { latencies }] of results)
    histograms[`${name}, ${users} connections`] = toHistogram(latencies);
  return {
    figures: [
      against('plain', '(c) one INSERT a request', '> (c)', 1),
      against('shared', '(d) shared INSERTs', '>= 0.8 x (d)', 0.8),
    ],
    histograms,
    notes: [...results].map(
      ([name, { rates, latencies }]) =>
        `${users} connections, ${name}: ${rates.map((rate) => rounded(rate)).join(' ')} a second; ${inWords(latencies)}`,
    ),
  };
}

/** The same order, begun at another place, so that nobody always comes first. */
const turned = <T>(all: readonly T[], by: number): T[] => [
  ...all.slice(by % all.length),
  ...all.slice(0, by % all.length),
];
