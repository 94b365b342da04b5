import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.js';
import { askedSeldom } from '../../checker/asked-seldom.js';
import { check, type Inquiry, type Violation, type ViolationKind } from '../../checker/check.js';
import { day } from '../../checker/day.js';
import { heldWords } from '../../checker/held-words.js';
import { play } from '../../checker/play.js';
import { askOutcomes, inboxWaiting } from '../../checker/public-endpoints.js';
import { describeViolations } from '../../checker/report.js';
import { comeToRest } from '../../checker/rest.js';
import type { Day } from '../../checker/scenario.js';
import { tally, type Tally } from '../../checker/tally.js';
import { seedOf } from '../../support/seed.js';
import { startTextback, type Textback } from '../../support/textback.js';
import { startBalancer, type Balancer } from './balancer.js';

/**
 * `PROPERTY_CONVERSATIONS` makes the day longer or shorter. Nothing is shrunk: a day takes minutes, and what goes wrong is told
 * conversation by conversation.
 */
const seed = seedOf('PROPERTY_SEED', 2764);
const conversations = Number(process.env['PROPERTY_CONVERSATIONS'] ?? 150);

const FOLLOW_UP_DELAY_MS = 2_000;
/** Conversations that open in a second: what two cores carry beside everything else. */
const OPEN_PER_SECOND = 10;
const AT_ONCE = 40;
/** What is on its way when somebody answers or says STOP may still arrive; other tests share the machine. */
const SLACK_MS = 3_000;
/** Events that may wait in the inbox when another visitor comes. */
const MOST_WAITING = 40;
/** Webhooks that may be on their way then, held back for up to two seconds by the weather. */
const MOST_UNDELIVERED = 150;
/** Less than this and the day has not put the promises to the test. */
const leastPerConversation: Partial<Tally> = {
  followUps: 0.5,
  relayedToPhone: 0.7,
  relayedToDrift: 0.5,
  whispers: 0.2,
  stops: 0.05,
  starts: 0.02,
  numbersInUse: 0.004,
  numbersCorrected: 0.03,
  correctedTexted: 0.02,
  chatsDeleted: 0.02,
  furtherTabs: 0.02,
  duplicates: 5,
  overtaken: 1,
};
const ADMIN_TOKEN = 'property-admin-token';
const TEMPLATE = 'Hi {name}, {business} saw your chat. Reply STOP to opt out.';
const followUpName = (body: string) => /^Hi (\S+), Acme saw your chat\./.exec(body)?.[1] ?? null;

const undelivered = ({ sandbox }: Textback): number =>
  [sandbox.drift, sandbox.twilio]
    .flatMap(({ ledger }) => ledger.webhooks())
    .filter(({ state }) => state === 'waiting' || state === 'delivering').length;

describe(`promises 4 to 8 over ${conversations} generated conversations, by the vendors' ledgers (PROPERTY_SEED=${seed})`, () => {
  let textback: Textback;
  let balancer: Balancer;
  let today: Day;
  let inquiry: Inquiry;
  let violations: Violation[];
  let counts: Tally;

  beforeAll(async () => {
    const arbitrary = day({
      conversations,
      openOverMs: (conversations / OPEN_PER_SECOND) * 1_000,
      followUpDelayMs: FOLLOW_UP_DELAY_MS,
    });
    [today = { scripts: [], weather: [] }] = fc.sample(fc.noBias(arbitrary), { seed, numRuns: 1 });
    balancer = await startBalancer();
    textback = await startTextback({
      workers: 2,
      environment: {
        FOLLOW_UP_DELAY: `${FOLLOW_UP_DELAY_MS / 1_000}s`,
        FOLLOW_UP_TEMPLATE: TEMPLATE,
        BUSINESS_NAME: 'Acme',
        // The limit itself has tests of its own, and would stretch this day to an hour.
        DRIFT_RATE_LIMIT: '500',
        REORDER_WINDOW: '2s',
        PUBLIC_URL: balancer.url,
        VISITOR_TEXTS: 'note',
        ADMIN_TOKEN,
      },
      // A gateway that is short of time says 503: the vendors must not have given up by then.
      sandbox: {
        drift: { rateLimit: 500, retryBaseMs: 500 },
        twilio: { inbound: { overrides: 'rc=5&rp=ct,rt,5xx&rt=4000' } },
      },
    });
    const second = await textback.addGateway();
    const gateways = [textback.gateway.url, second.url];
    for (const url of gateways) balancer.add(url);
    const { drift, twilio } = textback.sandbox;
    textback.sandbox.setWebhookUrl(balancer.url);
    const played = await play(
      {
        drift,
        twilio,
        followUpDelayMs: FOLLOW_UP_DELAY_MS,
        followUpName,
        followUpWithinMs: 60_000, // a busy machine makes the day longer, not emptier
        atOnce: AT_ONCE,
        mayOpen: askedSeldom(
          async () =>
            undelivered(textback) <= MOST_UNDELIVERED && (await inboxWaiting(gateways)) <= MOST_WAITING,
        ),
      },
      today,
    );
    const isIdle = async () => (await inboxWaiting(gateways)) === 0;
    await comeToRest({ drift, twilio, isIdle, quietMs: 6_000, withinMs: 150_000 });
    const ids = played.conversations.map(({ conversationId }) => conversationId);
    inquiry = {
      played,
      drift: drift.ledger.entries(),
      twilio: twilio.ledger.entries(),
      followUpName,
      outcomes: await askOutcomes(textback.gateway.url, ADMIN_TOKEN, ids),
      heldWords: await heldWords(textback.db),
      followUpDelayMs: FOLLOW_UP_DELAY_MS,
      slackMs: SLACK_MS,
    };
    violations = check(inquiry);
    counts = tally(inquiry);
  }, 600_000);
  afterAll(async () => {
    await textback.close();
    await balancer.close();
  });

  const expectNo = (...kinds: ViolationKind[]) => {
    const found = violations.filter(({ kind }) => kinds.includes(kind));
    if (found.length === 0) return;
    throw new Error(`PROPERTY_SEED=${seed}\n${describeViolations(found, inquiry, today.scripts)}`);
  };

  test('the generated day covers every kind of event', () => {
    const short = Object.entries(leastPerConversation).filter(
      ([what, share]) => counts[what as keyof Tally] < Math.ceil(share * conversations),
    );
    expect({ short, counts }).toEqual({ short: [], counts });
  });
  test('no message is lost, and every visitor who should get a text gets it', () => expectNo('lost'));
  test('promise 4: one logical text, at most one Twilio message; one logical post, at most one Drift post', () =>
    expectNo('duplicated'));
  test('promise 5: no follow-up after a person answered or the chat was closed', () =>
    expectNo('answered', 'after_close'));
  test('promise 5: nothing after STOP', () => expectNo('after_stop'));
  test('promise 5: a conversation without a text has a reason', () => expectNo('no_reason'));
  test('promise 6: only messages meant for the visitor reach the phone', () => expectNo('leaked'));
  test('promise 6: no loop', () => expectNo('looped'));
  test('promise 5: nothing to a number that the visitor has corrected', () => expectNo('old_number'));
  test("promise 7: in the sender's order, both ways", () => expectNo('out_of_order'));
  test('promise 8: in the right thread', () => expectNo('misrouted'));
  test('promise 13: a stranger reads nothing and takes nothing over', () =>
    expectNo('read_by_stranger', 'taken_over'));
});
